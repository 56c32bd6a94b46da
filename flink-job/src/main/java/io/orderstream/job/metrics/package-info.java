/** Registers the job's metrics in a group that Managed Flink sends to CloudWatch. */
package io.orderstream.job.metrics;
