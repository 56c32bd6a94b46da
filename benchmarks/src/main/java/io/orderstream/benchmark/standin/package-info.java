/**
 * Servers in place of DynamoDB, S3 and Kinesis, so that clients can be compared under the same
 * latencies and limits. They count requests and keep nothing.
 */
package io.orderstream.benchmark.standin;
