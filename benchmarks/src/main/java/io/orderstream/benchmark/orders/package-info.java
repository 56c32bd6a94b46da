/** The orders of all measurements. */
package io.orderstream.benchmark.orders;
