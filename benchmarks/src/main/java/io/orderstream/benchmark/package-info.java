/**
 * What the design costs and how fast it is. Each {@link io.orderstream.benchmark.Benchmark}
 * measures one thing together with its peer, in the same run; {@code results} keeps the figures and
 * fills the template of RESULTS.md with them.
 */
package io.orderstream.benchmark;
