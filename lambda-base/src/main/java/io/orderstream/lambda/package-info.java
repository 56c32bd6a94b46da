/**
 * What the functions share. So far that is priming: before SnapStart takes its snapshot a function
 * sends itself requests, with a {@link io.orderstream.lambda.PrimingContext}, and its clients are
 * given {@link io.orderstream.lambda.CannedAnswers}. A request from outside loads nothing of this.
 */
package io.orderstream.lambda;
