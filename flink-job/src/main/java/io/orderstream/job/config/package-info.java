/**
 * The job's configuration. {@link io.orderstream.job.config.PropertySource} reads the runtime
 * properties, and {@link io.orderstream.job.config.JobConfig} checks them. {@code JobProperty}
 * lists every property and its valid values.
 */
package io.orderstream.job.config;
