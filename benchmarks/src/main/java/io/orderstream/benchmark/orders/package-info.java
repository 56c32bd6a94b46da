/** The orders that are measured with. */
package io.orderstream.benchmark.orders;
