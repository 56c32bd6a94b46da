/**
 * Lambda functions on this machine. Each function runs in processes of its own. This package serves
 * the documented Lambda Runtime API. A runtime client in each process gets the events from this
 * API.
 */
package io.orderstream.embedded.lambda;
