package io.orderstream.query.invoices;

import io.orderstream.lambda.runtime.InvocationDeadline;
import io.orderstream.lambda.runtime.RequestThread;
import io.orderstream.model.Order;
import io.orderstream.model.storage.IssuedDocument;
import io.orderstream.model.wire.OrderDocument;
import io.orderstream.query.orders.StoredOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * Issues invoices. The first request for one makes its document from the archive; later ones only
 * sign its address. Two first requests at once write the same bytes.
 */
public final class InvoiceIssuer {

    private final Function<InvocationDeadline, InvoiceBucket> buckets;
    private final InvoicePage page = new InvoicePage();
    private final Duration urlExpiry;

    /**
     * Issues invoices into these buckets.
     *
     * @param buckets gives the bucket for one request, which keeps the request's deadline
     * @param urlExpiry how long an address is valid, unless its credentials end before
     */
    public InvoiceIssuer(Function<InvocationDeadline, InvoiceBucket> buckets, Duration urlExpiry) {
        this.buckets = buckets;
        this.urlExpiry = urlExpiry;
    }

    /**
     * The address of this order's invoice; nothing if the order is not archived yet.
     *
     * <p>Whether the invoice is issued is asked while the archive's folder is listed: a first
     * request needs both answers. A later one pays for a list that it does not need.
     */
    public Optional<InvoiceBucket.SignedUrl> issue(
            StoredOrder stored, IssuedDocument format, InvocationDeadline deadline) {
        InvoiceBucket bucket = buckets.apply(deadline);
        InvoiceArchive archive = new InvoiceArchive(bucket, stored);
        Order order = stored.received().order();
        String key = format.key(order.account(), order.vendor(), order.id());
        try (var folder = RequestThread.start(archive::folder)) {
            if (!bucket.exists(key)) {
                Optional<String> document = archive.document(folder.get(deadline));
                if (document.isEmpty()) {
                    return Optional.empty();
                }
                bucket.write(key, format.contentType(), content(document.get(), format));
            }
        }
        return Optional.of(bucket.sign(key, format.fileName(order.id()), urlExpiry));
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
