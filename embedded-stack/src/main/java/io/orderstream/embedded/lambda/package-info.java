/**
 * Lambda functions on this machine. Each function runs in processes of its own. A runtime client in
 * the process gets the events from this package, which serves the documented Lambda Runtime API.
 */
package io.orderstream.embedded.lambda;
