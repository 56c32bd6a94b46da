/**
 * What the functions share: an event of the HTTP API ({@link io.orderstream.lambda.HttpEvent}), the
 * answer to it ({@link io.orderstream.lambda.HttpAnswer}), and priming. Before SnapStart takes its
 * snapshot a function sends itself requests ({@link io.orderstream.lambda.PrimingRequest}), and its
 * clients are given {@link io.orderstream.lambda.CannedAnswers}. A request from outside loads
 * nothing of that.
 */
package io.orderstream.lambda;
