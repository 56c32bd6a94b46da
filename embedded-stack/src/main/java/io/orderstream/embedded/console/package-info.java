/** The console: a page that shows what the stack does. The page reads this from local routes. */
package io.orderstream.embedded.console;
