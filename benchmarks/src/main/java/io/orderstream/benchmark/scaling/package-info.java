/** More parallelism, and what it takes to reach a rate. */
package io.orderstream.benchmark.scaling;
