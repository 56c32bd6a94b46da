/**
 * What several parts of the stack use when they start: ports, deadlines, and an exception with a
 * readable message.
 */
package io.orderstream.embedded.start;
