/** Sample orders and events for the measurements, except the benchmark {@code journey}. */
package io.orderstream.benchmark.orders;
