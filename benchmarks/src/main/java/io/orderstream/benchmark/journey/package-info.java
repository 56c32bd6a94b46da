/** Measures, as a client, how long orders take through the whole stack. */
package io.orderstream.benchmark.journey;
