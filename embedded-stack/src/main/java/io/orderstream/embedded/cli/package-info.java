/** The command line: {@code ./run} and {@code ./run demo}. */
package io.orderstream.embedded.cli;
