/** How long it takes to find an order's line in the archive. */
package io.orderstream.benchmark.archive;
