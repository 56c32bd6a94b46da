/**
 * Local servers that stand in for DynamoDB, S3 and Kinesis. They give all clients the same
 * latencies and limits. They count requests and do not store what clients write.
 */
package io.orderstream.benchmark.standin;
