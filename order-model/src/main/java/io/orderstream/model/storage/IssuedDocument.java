package io.orderstream.model.storage;

import io.orderstream.model.AccountId;
import io.orderstream.model.OrderId;
import io.orderstream.model.VendorId;

/**
 * An invoice as an object of its own in the bucket, made when somebody first asks for it.
 *
 * <pre>{@code
 * IssuedDocument.HTML.key(account, vendor, id); // issued/a1/v1/019a….html
 * }</pre>
 */
public enum IssuedDocument {
    /** The order document itself. */
    JSON("json", "application/json"),
    /** A page to print. */
    HTML("html", "text/html; charset=utf-8");

    /** The folder of issued documents in the bucket. */
    public static final String ISSUED = "issued";

    private final String extension;
    private final String contentType;

    IssuedDocument(String extension, String contentType) {
        this.extension = extension;
        this.contentType = contentType;
    }

    /** {@code json} or {@code html}: the API's {@code format} parameter and the key's ending. */
    public String extension() {
        return extension;
    }

    public String contentType() {
        return contentType;
    }

    /**
     * The document's key in the bucket. Ids have no slash, so the key stays in the account's
     * folder.
     */
    public String key(AccountId account, VendorId vendor, OrderId order) {
        return ISSUED + "/" + account + "/" + vendor + "/" + order + "." + extension;
    }

    /** The name under which the document is saved: {@code invoice-019a….json}. */
    public String fileName(OrderId order) {
        return "invoice-" + order + "." + extension;
    }
}
