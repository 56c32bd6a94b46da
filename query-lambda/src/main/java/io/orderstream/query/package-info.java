/**
 * The query Lambda: {@code GET /order}, {@code GET /orders} and {@code GET /invoice}. {@link
 * io.orderstream.query.QueryHandler} is the entry point; {@code OrderPager}, {@code InvoiceArchive}
 * and {@code InvoiceIssuer} decide; {@code OrderStore} and {@code InvoiceBucket} are the ports to
 * the table and the bucket. Each request has a deadline, which all its calls keep, and a thread of
 * its own, which ends with it.
 */
package io.orderstream.query;
