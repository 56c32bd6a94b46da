/** Measures the first answer of a function: from a cold start, and from a ready process. */
package io.orderstream.benchmark.coldstart;
