/**
 * What the functions behind the HTTP API share: routes, callers, answers and problem documents.
 * {@link io.orderstream.lambda.http.HttpFunction} takes an event to its answer.
 */
package io.orderstream.lambda.http;
