/** Finds an order's line in the archive, makes its invoice, and signs the invoice's address. */
package io.orderstream.query.invoices;
