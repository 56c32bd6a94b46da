/** Measures how long {@code GET /invoice} takes to find an order's line in the archive. */
package io.orderstream.benchmark.archive;
