/**
 * Measures what the design costs and how fast it is. Each {@link
 * io.orderstream.benchmark.Benchmark} measures one thing and an alternative in the same run. The
 * package {@code results} stores the figures and writes RESULTS.md from a template.
 */
package io.orderstream.benchmark;
