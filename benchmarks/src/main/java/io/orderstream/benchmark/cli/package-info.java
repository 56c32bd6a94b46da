/** {@code ./bench}. */
package io.orderstream.benchmark.cli;
