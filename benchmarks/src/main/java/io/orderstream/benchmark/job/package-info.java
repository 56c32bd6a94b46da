/** Measures the Flink job, and other jobs for comparison. Stand-ins replace AWS's services. */
package io.orderstream.benchmark.job;
