/** What starting any part of the stack needs: a port, a deadline, and words for what went wrong. */
package io.orderstream.embedded.start;
