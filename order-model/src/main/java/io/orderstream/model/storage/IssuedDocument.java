package io.orderstream.model.storage;

import io.orderstream.model.AccountId;
import io.orderstream.model.OrderId;
import io.orderstream.model.VendorId;

/**
 * The form of an invoice or a credit note. Each form is a separate object in the bucket. The object
 * is made when somebody first asks for it.
 *
 * <pre>{@code
 * IssuedDocument.HTML.key(account, vendor, id);                  // issued/a1/v1/019a….html
 * IssuedDocument.HTML.creditNoteKey(account, vendor, "019a…-2"); // issued/a1/v1/creditnote-019a…-2.html
 * }</pre>
 */
public enum IssuedDocument {
    /** For programs: the order document itself, or the credit note as JSON. */
    JSON("json", "application/json"),
    /** A page to print. */
    HTML("html", "text/html; charset=utf-8"),
    /** The same page as a file. */
    PDF("pdf", "application/pdf");

    /** The folder of issued documents in the bucket. */
    public static final String ISSUED = "issued";

    private final String extension;
    private final String contentType;

    IssuedDocument(String extension, String contentType) {
        this.extension = extension;
        this.contentType = contentType;
    }

    /**
     * {@code json}, {@code html} or {@code pdf}: the API's parameter {@code format} and the ending
     * of keys and file names.
     */
    public String extension() {
        return extension;
    }

    public String contentType() {
        return contentType;
    }

    /**
     * The invoice's key in the bucket. Ids have no slash, so the key stays in the account's folder.
     */
    public String key(AccountId account, VendorId vendor, OrderId order) {
        return folder(account, vendor) + order + "." + extension;
    }

    /**
     * The key of a credit note. It is in the folder of the order's invoice.
     *
     * @param number the order's id, a hyphen, and the order's version
     */
    public String creditNoteKey(AccountId account, VendorId vendor, String number) {
        return folder(account, vendor) + "creditnote-" + number + "." + extension;
    }

    private static String folder(AccountId account, VendorId vendor) {
        return ISSUED + "/" + account + "/" + vendor + "/";
    }
}
