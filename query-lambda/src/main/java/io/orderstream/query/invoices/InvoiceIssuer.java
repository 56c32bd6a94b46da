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
 * Issues invoices and credit notes. A request makes the document if the bucket does not have it: an
 * invoice from the archive, and a credit note from the order's state. Then the request gets the
 * signed address. If two requests make the same invoice at the same time, both write the same
 * bytes. There is one exception. If the order arrived twice, the job may write the order's item
 * again. If that happens between the two requests' reads of the item, the bytes may differ.
 */
public final class InvoiceIssuer {

    private final Function<InvocationDeadline, InvoiceBucket> buckets;
    private final InvoiceHtml page = new InvoiceHtml();
    private final Duration urlExpiry;

    /**
     * Issues documents in the bucket.
     *
     * @param buckets makes the bucket for one request, with the request's deadline
     * @param urlExpiry how long an address is valid. If the credentials that sign the address
     *     expire earlier, the address expires with them
     */
    public InvoiceIssuer(Function<InvocationDeadline, InvoiceBucket> buckets, Duration urlExpiry) {
        this.buckets = buckets;
        this.urlExpiry = urlExpiry;
    }

    /**
     * The address of this order's invoice. Empty if the order's line is not found in the archive.
     * In most such cases, the line is not archived yet.
     *
     * <p>This method lists the order's folder in the archive and, at the same time, asks whether
     * the invoice is issued, because the first request for an invoice needs both answers
     * (docs/decisions/0001).
     */
    public Optional<InvoiceBucket.SignedUrl> issue(
            StoredOrder stored,
            IssuedDocument format,
            Disposition disposition,
            InvocationDeadline deadline) {
        InvoiceBucket bucket = buckets.apply(deadline);
        InvoiceLineReader archive = new InvoiceLineReader(bucket, stored);
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
        return Optional.of(
                bucket.sign(
                        key, disposition, DownloadName.ofInvoice(order.id(), format), urlExpiry));
    }

    /** The address of this credit note. */
    public InvoiceBucket.SignedUrl issue(
            CreditNote note,
            IssuedDocument format,
            Disposition disposition,
            InvocationDeadline deadline) {
        InvoiceBucket bucket = buckets.apply(deadline);
        String key = note.key(format);
        if (!bucket.exists(key)) {
            byte[] content =
                    format == IssuedDocument.JSON
                            ? note.toJson().getBytes(StandardCharsets.UTF_8)
                            : print(PrintedDocument.of(note), format);
            bucket.write(key, format.contentType(), content);
        }
        return bucket.sign(key, disposition, note.fileName(format), urlExpiry);
    }

    private byte[] content(String document, IssuedDocument format) {
        return format == IssuedDocument.JSON
                ? document.getBytes(StandardCharsets.UTF_8)
                : print(PrintedDocument.of(OrderDocument.parse(document)), format);
    }

    private byte[] print(PrintedDocument document, IssuedDocument format) {
        return format == IssuedDocument.PDF
                ? InvoicePdf.of(document)
                : page.of(document).getBytes(StandardCharsets.UTF_8);
    }
}
