/**
 * The command line: {@code ./run}, {@code ./run demo}, and commands for the running stack. {@code
 * ./run logs} also reads the logs of the stack that ran last.
 */
package io.orderstream.embedded.cli;
