/**
 * What the functions behind the HTTP API share: its routes, the shape of an answer, how variables
 * are read and what is logged. Pure Java, so that it is tested without any Lambda.
 */
package io.orderstream.model.api;
