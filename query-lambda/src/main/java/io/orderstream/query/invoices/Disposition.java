package io.orderstream.query.invoices;

import io.orderstream.model.storage.IssuedDocument;

/** What a browser does with a document. */
public enum Disposition {
    /** The browser shows the document. */
    INLINE("inline"),
    /** The browser saves the document as a file. */
    ATTACHMENT("attachment");

    private final String type;

    Disposition(String type) {
        this.type = type;
    }

    /** Documents for people are shown, those for programs are saved. */
    public static Disposition usualFor(IssuedDocument format) {
        return format == IssuedDocument.JSON ? ATTACHMENT : INLINE;
    }

    /** The header {@code content-disposition} (RFC 6266). */
    String header(String fileName) {
        return type + "; filename=\"" + fileName + '"';
    }
}
