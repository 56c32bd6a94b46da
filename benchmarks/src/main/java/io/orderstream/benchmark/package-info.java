/**
 * What the design costs and how fast it is, measured. Each {@link
 * io.orderstream.benchmark.Benchmark} measures one thing together with its peer, in the same run,
 * and gives a {@link io.orderstream.benchmark.results.Result}; {@code results} keeps those and
 * writes RESULTS.md from them.
 */
package io.orderstream.benchmark;
