/**
 * What every part of the stack needs to start: a port, a deadline, and an exception with a readable
 * message.
 */
package io.orderstream.embedded.start;
