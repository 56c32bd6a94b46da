/**
 * What a function needs while it runs: its environment variables, the deadline of an invocation,
 * and calls to AWS that end before the deadline.
 */
package io.orderstream.lambda.runtime;
