/**
 * Before SnapStart takes its snapshot, a function sends itself requests ({@link
 * io.orderstream.lambda.priming.PrimingRequest}), and its clients get {@link
 * io.orderstream.lambda.priming.CannedAnswers}. Requests of callers use no class of this package.
 */
package io.orderstream.lambda.priming;
