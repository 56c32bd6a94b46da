/**
 * The query Lambda: {@code GET /order}, {@code GET /orders}, {@code GET /order/events} and {@code
 * GET /invoice}. {@link io.orderstream.query.QueryHandler} is the entry point, and {@code
 * QueryRoutes} has one method for each query. {@code OrderStore} and {@code InvoiceBucket} are the
 * interfaces to the table and the bucket. Each query runs on a thread of its own, and is answered
 * before Lambda's time limit.
 */
package io.orderstream.query;
