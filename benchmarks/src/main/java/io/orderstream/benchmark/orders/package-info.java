/** Sample orders and events for measurements. The benchmark {@code journey} does not use them. */
package io.orderstream.benchmark.orders;
