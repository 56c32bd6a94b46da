/** From bytes to an order and back. */
package io.orderstream.benchmark.codec;
