/**
 * What a function needs while it runs: its environment variables, the deadline of an invocation,
 * and calls to AWS with a time limit.
 */
package io.orderstream.lambda.runtime;
