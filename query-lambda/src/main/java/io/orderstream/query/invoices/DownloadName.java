package io.orderstream.query.invoices;

import io.orderstream.model.OrderId;
import io.orderstream.model.storage.IssuedDocument;

/**
 * The name under which a browser saves a document. The name has only letters, digits, hyphens and a
 * dot, so a header can contain it as it is.
 */
final class DownloadName {

    private DownloadName() {}

    /** For example, {@code invoice-019a….json}. */
    static String ofInvoice(OrderId order, IssuedDocument format) {
        return "invoice-" + order + "." + format.extension();
    }

    /**
     * For example, {@code creditnote-019a…-2.json}.
     *
     * @param number the order's id, a hyphen, and the order's version
     */
    static String ofCreditNote(String number, IssuedDocument format) {
        return "creditnote-" + number + "." + format.extension();
    }
}
