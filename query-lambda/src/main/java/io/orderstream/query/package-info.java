/**
 * The query Lambda: {@code GET /order}, {@code GET /orders} and {@code GET /invoice}. {@link
 * io.orderstream.query.QueryHandler} is the entry point; {@code OrderFinder}, {@code OrderPager}
 * and {@code InvoiceDesk} decide; {@code OrderStore} and {@code InvoiceBucket} are the ports to the
 * table and the bucket. Each request has a {@code Deadline}, which all its calls keep, and threads
 * of its own ({@code Parallel}), which end with it.
 */
package io.orderstream.query;
