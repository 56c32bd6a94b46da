/** Kinesis on this machine: the pinned emulator as a child process. */
package io.orderstream.embedded.kinesis;
