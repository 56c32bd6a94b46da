/**
 * The console: a page that shows what the stack does. The page gets its data from the API, and from
 * the routes below {@code /local/}. Only the embedded stack has the page and these routes.
 */
package io.orderstream.embedded.console;
