/**
 * What the functions behind the HTTP API share. {@link io.orderstream.lambda.HttpFunction} takes an
 * event ({@link io.orderstream.lambda.HttpEvent}) to its answer ({@link
 * io.orderstream.lambda.HttpAnswer}). {@link io.orderstream.lambda.InvocationDeadline}, {@link
 * io.orderstream.lambda.RequestThread} and {@link io.orderstream.lambda.AwsCall} see to it that the
 * answer comes in time. Before SnapStart takes its snapshot a function sends itself requests
 * ({@link io.orderstream.lambda.PrimingRequest}), and its clients are given {@link
 * io.orderstream.lambda.CannedAnswers}. A request from outside loads nothing of priming.
 */
package io.orderstream.lambda;
