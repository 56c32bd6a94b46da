/** The Flink job on stand-ins for AWS's services, beside other ways to write the same orders. */
package io.orderstream.benchmark.job;
