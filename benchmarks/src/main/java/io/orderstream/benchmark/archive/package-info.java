/**
 * Measures the query function's handler: how long {@code GET /invoice} takes with few and with many
 * orders in the archive, and how long other reads take if orders have no, one or many events.
 */
package io.orderstream.benchmark.archive;
