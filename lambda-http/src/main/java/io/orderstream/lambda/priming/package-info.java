/**
 * Before SnapStart takes its snapshot, a function sends requests to itself ({@link
 * io.orderstream.lambda.priming.PrimingRequest}). Its AWS clients then get {@link
 * io.orderstream.lambda.priming.CannedAnswers}. Real requests use no class of this package.
 */
package io.orderstream.lambda.priming;
