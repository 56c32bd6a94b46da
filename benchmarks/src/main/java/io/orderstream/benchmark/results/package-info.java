/** Measured results: kept as JSON, one file for each benchmark, and shown in RESULTS.md. */
package io.orderstream.benchmark.results;
