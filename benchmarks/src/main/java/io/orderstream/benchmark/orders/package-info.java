/** The orders that the measurements use. */
package io.orderstream.benchmark.orders;
