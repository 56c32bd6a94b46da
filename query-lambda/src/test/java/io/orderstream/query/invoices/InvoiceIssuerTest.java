package io.orderstream.query.invoices;

import static io.orderstream.query.orders.StoredOrders.document;
import static io.orderstream.query.orders.StoredOrders.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.lambda.fixture.Hanging;
import io.orderstream.model.storage.IssuedDocument;
import io.orderstream.query.Handlers;
import io.orderstream.query.orders.StoredOrder;
import io.orderstream.query.orders.StoredOrders;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Tests the two requests that the issuer sends at the same time: one asks whether the invoice is
 * issued, and one lists the order's folder in the archive.
 */
@Timeout(60)
class InvoiceIssuerTest {

    private static final StoredOrder ORDER = order("v1", 1);

    private final FakeBucket bucket =
            new FakeBucket().put(StoredOrders.FOLDER + "part-u-2.jsonl", document("v1", 1) + "\n");
    private final InvoiceIssuer issuer =
            new InvoiceIssuer(deadline -> bucket, Duration.ofMinutes(15));

    private Optional<InvoiceBucket.SignedUrl> issue() {
        return issuer.issue(
                ORDER, IssuedDocument.JSON, Disposition.ATTACHMENT, Handlers.farDeadline());
    }

    @Test
    void bothRequestsRunAtTheSameTime() {
        CountDownLatch both = new CountDownLatch(2);
        bucket.whenAsked(
                request -> {
                    if (request.startsWith("HEAD ") || request.startsWith("LIST ")) {
                        both.countDown();
                        await(both);
                    }
                });

        assertThat(issue()).isPresent();
        assertThat(bucket.requests()).hasSize(4);
    }

    @Test
    void aRequestForAnIssuedInvoiceDoesNotWaitForTheList() throws InterruptedException {
        issue();
        Hanging list = new Hanging();
        bucket.whenAsked(
                request -> {
                    if (request.startsWith("LIST ")) {
                        throw list.forever();
                    }
                });

        assertThat(issue()).isPresent();
        list.assertNothingHangs();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
