/**
 * Before SnapStart takes its snapshot, a function sends requests to itself ({@link
 * io.orderstream.lambda.priming.PrimingRequest}). These requests use AWS clients of their own,
 * which get {@link io.orderstream.lambda.priming.CannedAnswers}. Real requests use no class of this
 * package.
 */
package io.orderstream.lambda.priming;
