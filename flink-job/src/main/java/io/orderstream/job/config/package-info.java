/** The job's configuration: reads the runtime properties and checks them. */
package io.orderstream.job.config;
