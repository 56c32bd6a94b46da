package io.orderstream.query;

import static io.orderstream.query.orders.StoredOrders.document;
import static io.orderstream.query.orders.StoredOrders.id;
import static io.orderstream.query.orders.StoredOrders.order;
import static io.orderstream.query.orders.StoredOrders.withState;
import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.lambda.fixture.Event;
import io.orderstream.model.wire.EventDocument;
import io.orderstream.query.orders.StoredEvents;
import io.orderstream.query.orders.StoredOrder;
import io.orderstream.query.orders.StoredOrders;
import org.junit.jupiter.api.Test;

/** Tests {@code GET /invoice} with {@code document=creditnote}. */
class CreditNoteRouteTest extends QueryRouteFixture {

    private Event get() {
        return Event.of("get-invoice.json")
                .with("orderid", id("v1", 1).value())
                .with("document", "creditnote");
    }

    private static String key(int version, String format) {
        return "issued/a1/v1/creditnote-" + id("v1", 1) + "-" + version + "." + format;
    }

    private static String issued(int version, String format) {
        String number = id("v1", 1) + "-" + version;
        return """
        200 {cache-control=no-store, content-type=application/json}
        {"url":"https://signed/%s?%s=creditnote-%s.%s",\
        "expiresat":"2026-11-23T10:35:00Z","orderid":"%s","format":"%s",\
        "document":"creditnote","number":"%s"}"""
                .formatted(
                        key(version, format),
                        format.equals("json") ? "save" : "show",
                        number,
                        format,
                        id("v1", 1),
                        format,
                        number);
    }

    private static String missing(String state) {
        return """
        404 {cache-control=no-store, content-type=application/problem+json, retry-after=1}
        {"type":"urn:orderstream:problem:no-credit-note",\
        "title":"There is no credit note","status":404,\
        "detail":"Order %s is %s, and nothing was refunded"}"""
                .formatted(id("v1", 1), state);
    }

    @Test
    void aJsonCreditNoteHasTheOrderWithItsState() {
        StoredOrder order = busyOrder();

        assertThat(send(get())).isEqualTo(issued(2, "json"));
        assertThat(bucket.written(key(2, "json")))
                .isEqualTo(
                        "application/json {\"number\":\"%s-2\",\"credited\":\"9\",\"order\":%s,\"events\":[%s,%s]}"
                                .formatted(
                                        id("v1", 1),
                                        withState(
                                                document("v1", 1), state("cancelled", 2, "5", "0")),
                                        EventDocument.format(StoredEvents.refunded(order, 1, "5")),
                                        EventDocument.format(StoredEvents.cancelled(order, 3))));
    }

    @Test
    void anHtmlCreditNoteIsWrittenToTheBucket() {
        busyOrder();

        assertThat(send(get().with("format", "html"))).isEqualTo(issued(2, "html"));
        assertThat(bucket.written(key(2, "html")))
                .startsWith("text/html; charset=utf-8 <!DOCTYPE html>")
                .contains("<title>Credit note CN-20261123-0000-0000-03KV-2</title>");
    }

    @Test
    void aPdfCreditNoteIsWrittenToTheBucket() {
        busyOrder();

        assertThat(send(get().with("format", "pdf"))).isEqualTo(issued(2, "pdf"));
        assertThat(bucket.written(key(2, "pdf"))).startsWith("application/pdf %PDF-");
    }

    @Test
    void aLaterRefundMakesAnotherCreditNote() {
        StoredOrder order = order("v1", 1);
        table.put(order).put(StoredEvents.refunded(order, 1, "5"));
        assertThat(send(get())).isEqualTo(issued(1, "json"));
        String first = bucket.written(key(1, "json"));

        table.put(StoredEvents.refunded(order, 2, "0.5"));

        assertThat(send(get())).isEqualTo(issued(2, "json"));
        assertThat(bucket.written(key(1, "json"))).isEqualTo(first).contains("\"credited\":\"5\"");
        assertThat(bucket.written(key(2, "json"))).contains("\"credited\":\"5.5\"");
    }

    /**
     * The index may have the second refund before the first one. Then the index shows a state in
     * which the order never was. A credit note must not show that state, since an issued credit
     * note is never changed.
     */
    @Test
    void aCreditNoteHasTheStateInTheTable_evenIfTheIndexLags() {
        StoredOrder order = order("v1", 1);
        table.put(order)
                .putNotYetIntoIndex(StoredEvents.refunded(order, 1, "5"))
                .put(StoredEvents.refunded(order, 2, "0.5"));

        assertThat(send(get().without("orderid"))).isEqualTo(issued(2, "json"));
        assertThat(bucket.written(key(2, "json"))).contains("\"credited\":\"5.5\"");
    }

    @Test
    void aCreditNoteIsMadeOnce_withTwoRequestsToS3() {
        busyOrder();
        String first = send(get());
        assertThat(bucket.requests())
                .containsExactly("HEAD " + key(2, "json"), "PUT " + key(2, "json"));

        assertThat(send(get())).isEqualTo(first);
        assertThat(bucket.requests()).hasSize(3).endsWith("HEAD " + key(2, "json"));
    }

    @Test
    void aCreditNoteIsForTheLatestOrder_whenTheQueryHasNoId() {
        busyOrder();
        table.put(order("v2", 0));

        assertThat(send(get().without("orderid"))).isEqualTo(issued(2, "json"));
        assertThat(send(get().without("orderid").with("vendorid", "v1")))
                .isEqualTo(issued(2, "json"));
    }

    @Test
    void aCreditNoteIsFoundByTheIdOfItsOrder_withAVendorOrWithout() {
        busyOrder();
        table.put(order("v1", 2));

        assertThat(send(get())).isEqualTo(issued(2, "json"));
        assertThat(send(get().with("vendorid", "v1"))).isEqualTo(issued(2, "json"));
    }

    @Test
    void theAnswerRedirectsToTheCreditNote_withRedirectTrue() {
        busyOrder();

        assertThat(send(get().with("redirect", "true")))
                .startsWith(
                        "302 {cache-control=no-store, location=https://signed/" + key(2, "json"));
    }

    @Test
    void aCreditNoteIsNotFound_whenTheOrderIsNeitherCancelledNorRefunded() {
        table.put(order("v1", 1));
        assertThat(send(get())).isEqualTo(missing("placed"));

        table.put(StoredEvents.fulfilled(order("v1", 1), 1));
        assertThat(send(get())).isEqualTo(missing("fulfilled"));
        assertThat(bucket.requests()).isEmpty();
    }

    @Test
    void aCreditNoteIsNotFound_whenThereIsNoOrder() {
        table.put(StoredEvents.cancelled(order("v1", 1), 1));

        assertThat(send(get())).isEqualTo(NO_SUCH_ORDER);
    }

    @Test
    void anInvoiceIsTheArchivedLine_evenAfterACreditNote() {
        busyOrder();
        bucket.put(StoredOrders.FOLDER + "part-u-2.jsonl", document("v1", 1) + "\n");
        send(get());

        assertThat(send(get().with("document", "invoice")))
                .contains("\"format\":\"json\"}")
                .isEqualTo(send(get().without("document")));
        assertThat(bucket.written("issued/a1/v1/" + id("v1", 1) + ".json"))
                .isEqualTo("application/json " + document("v1", 1));
    }

    @Test
    void aQueryForAnInvoiceIsRefused_whenTheDocumentIsUnknown() {
        assertThat(send(get().with("document", "receipt")))
                .isEqualTo(invalid(problem("document", "invoice or creditnote", "\"receipt\"")));
    }

    @Test
    void aCreditNoteIsNotGivenToAnotherAccount() {
        busyOrder();

        assertThat(sendWhereTokensAreExpected(get().claim("accountid", "a2"))).isEqualTo(FORBIDDEN);
        assertThat(bucket.requests()).isEmpty();
        assertThat(sendWhereTokensAreExpected(get().claim("accountid", "a1")))
                .isEqualTo(issued(2, "json"));
    }
}
