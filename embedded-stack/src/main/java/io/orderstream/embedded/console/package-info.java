/** The console: a page that shows what the stack does, and the local routes that the page reads. */
package io.orderstream.embedded.console;
