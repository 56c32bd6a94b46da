/**
 * Measures the query function's handler: how long {@code GET /invoice} takes to find an order's
 * line in the archive, and how long reads take if orders have events.
 */
package io.orderstream.benchmark.archive;
