/** Measures the Flink job with stand-ins for AWS's services, and other jobs for comparison. */
package io.orderstream.benchmark.job;
