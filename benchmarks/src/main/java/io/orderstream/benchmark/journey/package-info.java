/** Measures, as a client of the embedded stack, how long orders take and how long reads take. */
package io.orderstream.benchmark.journey;
