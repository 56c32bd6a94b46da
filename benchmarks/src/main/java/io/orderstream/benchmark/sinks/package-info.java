/** Ways to get orders into a table and a bucket, under the latencies of real services. */
package io.orderstream.benchmark.sinks;
