/**
 * Lambda functions on this machine. Each packaged artifact runs in processes of its own, with AWS's
 * runtime interface client, against the documented Lambda Runtime API.
 */
package io.orderstream.embedded.lambda;
