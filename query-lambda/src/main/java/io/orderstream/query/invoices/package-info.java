/**
 * Finds an order's line in the archive, makes invoices and credit notes, and signs their addresses.
 */
package io.orderstream.query.invoices;
