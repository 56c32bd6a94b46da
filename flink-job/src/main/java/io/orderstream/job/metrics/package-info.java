/** The group of the job's own metrics. Managed Flink sends this group to CloudWatch. */
package io.orderstream.job.metrics;
