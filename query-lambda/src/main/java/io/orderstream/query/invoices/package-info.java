/** Finds an order's line in the archive, makes the invoice, and signs the invoice's address. */
package io.orderstream.query.invoices;
