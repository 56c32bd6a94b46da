/** Where the metrics of the job are registered, so that CloudWatch shows them. */
package io.orderstream.job.metrics;
