/** What it takes to find one order's line in the invoice archive. */
package io.orderstream.benchmark.archive;
