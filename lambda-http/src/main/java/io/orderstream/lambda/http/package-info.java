/**
 * What the functions behind the HTTP API share: routes, callers, answers and problem documents.
 * {@link io.orderstream.lambda.http.HttpFunction} turns an event into an answer.
 */
package io.orderstream.lambda.http;
