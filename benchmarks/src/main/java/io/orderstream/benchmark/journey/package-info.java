/** Orders on their way through the whole stack, as clients see them. */
package io.orderstream.benchmark.journey;
