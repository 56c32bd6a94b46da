/** The command line: {@code ./run}, {@code ./run demo}, and commands for the running stack. */
package io.orderstream.embedded.cli;
