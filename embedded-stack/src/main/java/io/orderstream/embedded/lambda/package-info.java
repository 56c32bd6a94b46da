/**
 * Lambda functions on this machine: each packaged artifact runs in a process of its own, under
 * AWS's runtime interface client, against the documented Lambda Runtime API.
 */
package io.orderstream.embedded.lambda;
