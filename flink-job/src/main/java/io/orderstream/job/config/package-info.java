/**
 * The job's configuration: {@link io.orderstream.job.config.JobConfig} is made of the runtime
 * properties that a {@link io.orderstream.job.config.PropertySource} reads. {@code JobProperty}
 * lists every property and what it may be.
 */
package io.orderstream.job.config;
