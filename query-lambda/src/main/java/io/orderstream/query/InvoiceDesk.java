package io.orderstream.query;

import io.orderstream.model.IssuedDocument;
import io.orderstream.model.Order;
import io.orderstream.model.OrderDocument;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * Issues invoices. The first request for one makes its document from the archive; later ones only
 * sign its address. Two first requests at once write the same bytes.
 */
final class InvoiceDesk {

    /** A way to find an order's document in the archive. */
    interface Archive {

        /** The document; nothing if it is not committed yet. */
        Optional<String> documentOf(StoredOrder order, InvoiceBucket bucket, Parallel parallel);
    }

    private final InvoiceBucket bucket;
    private final Archive archive;
    private final InvoicePage page = new InvoicePage();
    private final Duration urlExpiry;

    InvoiceDesk(InvoiceBucket bucket, Clock clock, Duration urlExpiry) {
        this(
                bucket,
                (order, in, parallel) -> new InvoiceArchive(in, parallel, clock).documentOf(order),
                urlExpiry);
    }

    /** With another way to find an order's document. */
    InvoiceDesk(InvoiceBucket bucket, Archive archive, Duration urlExpiry) {
        this.bucket = bucket;
        this.archive = archive;
        this.urlExpiry = urlExpiry;
    }

    /**
     * The address of this order's invoice; nothing if the order is not archived yet.
     *
     * @param parallel the request's threads
     * @param deadline the request's
     */
    Optional<InvoiceBucket.SignedUrl> issue(
            StoredOrder stored, IssuedDocument format, Parallel parallel, Deadline deadline) {
        InvoiceBucket objects = bucket.within(deadline);
        Order order = stored.received().order();
        String key = format.key(order.account(), order.vendor(), order.id());
        if (!objects.exists(key)) {
            Optional<String> document = archive.documentOf(stored, objects, parallel);
            if (document.isEmpty()) {
                return Optional.empty();
            }
            objects.write(key, format.contentType(), content(document.get(), format));
        }
        return Optional.of(objects.sign(key, format.fileName(order.id()), urlExpiry));
    }

    private byte[] content(String document, IssuedDocument format) {
        String text =
                switch (format) {
                    case JSON -> document;
                    case HTML -> page.of(OrderDocument.parse(document));
                };
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
