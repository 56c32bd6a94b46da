/**
 * The console: a page that shows what the stack does. The page gets its data from the routes below
 * {@code /local/}, which only the embedded stack has.
 */
package io.orderstream.embedded.console;
