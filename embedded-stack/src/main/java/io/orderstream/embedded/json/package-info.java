/** How the stack reads and writes JSON. */
package io.orderstream.embedded.json;
