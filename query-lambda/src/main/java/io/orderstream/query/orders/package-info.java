/** Reads orders from the table and its index, and pages through them. */
package io.orderstream.query.orders;
