/**
 * Before SnapStart takes its snapshot, a function sends itself requests ({@link
 * io.orderstream.lambda.priming.PrimingRequest}), and its clients get {@link
 * io.orderstream.lambda.priming.CannedAnswers}. A request from outside loads nothing of this
 * package.
 */
package io.orderstream.lambda.priming;
