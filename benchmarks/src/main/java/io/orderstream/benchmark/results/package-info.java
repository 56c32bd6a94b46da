/** Stores the results as JSON, one file for each benchmark, and writes RESULTS.md from them. */
package io.orderstream.benchmark.results;
