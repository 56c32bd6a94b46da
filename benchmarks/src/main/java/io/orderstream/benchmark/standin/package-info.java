/**
 * Servers in place of AWS's services, so that clients can be compared under the same latencies and
 * limits: DynamoDB and S3 that count requests and keep nothing, S3 with a bucket in memory, and
 * Kinesis for writers and for readers.
 */
package io.orderstream.benchmark.standin;
