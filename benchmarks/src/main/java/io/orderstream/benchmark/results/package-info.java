/** Measured results: kept as JSON, one file for each benchmark, and shown as RESULTS.md. */
package io.orderstream.benchmark.results;
