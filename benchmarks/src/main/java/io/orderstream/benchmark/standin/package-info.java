/**
 * Stand-ins for DynamoDB and S3 that keep nothing: they count requests and answer each after a
 * fixed time, so that a client's way of calling them can be compared with another's.
 */
package io.orderstream.benchmark.standin;
