package io.orderstream.query;

import io.orderstream.model.Order;
import io.orderstream.model.storage.IssuedDocument;
import io.orderstream.model.wire.OrderDocument;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * Issues invoices. The first request for one makes its document from the archive; later ones only
 * sign its address. Two first requests at once write the same bytes.
 */
final class InvoiceDesk {

    private final InvoiceBucket bucket;
    private final InvoicePage page = new InvoicePage();
    private final Duration urlExpiry;

    InvoiceDesk(InvoiceBucket bucket, Duration urlExpiry) {
        this.bucket = bucket;
        this.urlExpiry = urlExpiry;
    }

    /** The address of this order's invoice; nothing if the order is not archived yet. */
    Optional<InvoiceBucket.SignedUrl> issue(
            StoredOrder stored, IssuedDocument format, Deadline deadline) {
        InvoiceBucket objects = bucket.within(deadline);
        Order order = stored.received().order();
        String key = format.key(order.account(), order.vendor(), order.id());
        if (!objects.exists(key)) {
            Optional<String> document = new InvoiceArchive(objects).documentOf(stored);
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
