/**
 * Local servers that replace DynamoDB, S3 and Kinesis in the benchmarks. They give all clients the
 * same latencies and limits. They count requests and do not store what clients write.
 */
package io.orderstream.benchmark.standin;
