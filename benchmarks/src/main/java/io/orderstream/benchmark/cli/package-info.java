/** The command line of {@code ./bench}. */
package io.orderstream.benchmark.cli;
