/**
 * Measures how fast the system is, and computes what it costs. There is one {@link
 * io.orderstream.benchmark.Benchmark} for each topic. The package {@code results} stores the
 * figures and writes RESULTS.md from a template.
 */
package io.orderstream.benchmark;
