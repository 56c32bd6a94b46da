package io.orderstream.query;

import static io.orderstream.query.orders.StoredOrders.document;
import static io.orderstream.query.orders.StoredOrders.id;
import static io.orderstream.query.orders.StoredOrders.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.lambda.fixture.Event;
import io.orderstream.query.invoices.InvoiceHtml;
import io.orderstream.query.orders.StoredOrders;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests {@code GET /invoice}. */
class InvoiceRouteTest extends QueryRouteFixture {

    private Event get() {
        return Event.of("get-invoice.json");
    }

    private void archive(String vendor, int second) {
        table.put(order(vendor, second));
        bucket.put(file(vendor, second), document(vendor, second) + "\n");
    }

    private static String file(String vendor, int second) {
        return StoredOrders.FOLDER + "part-" + vendor + second + "-" + StoredOrders.PART + ".jsonl";
    }

    private static String key(String vendor, int second, String extension) {
        return "issued/a1/" + vendor + "/" + id(vendor, second) + "." + extension;
    }

    private static String address(String vendor, int second, String format) {
        return "https://signed/"
                + key(vendor, second, format)
                + (format.equals("json") ? "?save=invoice-" : "?show=invoice-")
                + id(vendor, second)
                + "."
                + format;
    }

    private static String issued(String vendor, int second, String format) {
        return """
        200 {cache-control=no-store, content-type=application/json}
        {"url":"%s","expiresat":"2026-11-23T10:35:00Z","orderid":"%s","format":"%s"}"""
                .formatted(address(vendor, second, format), id(vendor, second), format);
    }

    @Test
    void anInvoiceIsForTheLatestOrderOfTheAccount() {
        archive("v1", 1);
        archive("v2", 3);
        archive("v1", 2);

        assertThat(send(get())).isEqualTo(issued("v2", 3, "json"));
    }

    @Test
    void anInvoiceIsForTheLatestOrderWithTheVendorOfTheQuery() {
        archive("v1", 1);
        archive("v1", 2);
        archive("v2", 3);

        assertThat(send(get().with("vendorid", "v1"))).isEqualTo(issued("v1", 2, "json"));
    }

    @Test
    void anInvoiceIsFoundByTheIdOfItsOrder_withAVendorOrWithout() {
        archive("v1", 1);
        archive("v2", 2);
        archive("v2", 3);

        assertThat(send(get().with("orderid", id("v2", 2).value())))
                .isEqualTo(issued("v2", 2, "json"));
        assertThat(send(get().with("vendorid", "v1").with("orderid", id("v1", 1).value())))
                .isEqualTo(issued("v1", 1, "json"));
    }

    @Test
    void aJsonInvoiceIsTheArchivedLine() {
        archive("v1", 1);
        send(get());

        assertThat(bucket.written(key("v1", 1, "json")))
                .isEqualTo("application/json " + document("v1", 1));
    }

    @Test
    void anHtmlInvoiceIsWrittenToTheBucket() {
        archive("v1", 1);

        assertThat(send(get().with("format", "html"))).isEqualTo(issued("v1", 1, "html"));
        assertThat(bucket.written(key("v1", 1, "html")))
                .isEqualTo(
                        "text/html; charset=utf-8 "
                                + new InvoiceHtml().of(order("v1", 1).received()));
    }

    @Test
    void aPdfInvoiceIsWrittenToTheBucket() {
        archive("v1", 1);

        assertThat(send(get().with("format", "pdf"))).isEqualTo(issued("v1", 1, "pdf"));
        assertThat(bucket.written(key("v1", 1, "pdf"))).startsWith("application/pdf %PDF-");
    }

    @Test
    void anInvoiceIsShownOrSaved_asTheClientSays() {
        archive("v1", 1);

        assertThat(send(get().with("format", "html").with("download", "true")))
                .isEqualTo(issued("v1", 1, "html").replace("?show=", "?save="));
        assertThat(send(get().with("download", "false")))
                .isEqualTo(issued("v1", 1, "json").replace("?save=", "?show="));
    }

    @Test
    void anInvoiceIsMadeOnce_withFourRequestsToS3() {
        archive("v1", 1);
        String first = send(get());
        String head = "HEAD " + key("v1", 1, "json");
        String list = "LIST " + StoredOrders.FOLDER;
        assertThat(bucket.requests())
                .hasSize(4)
                .contains(head, list)
                .endsWith("GET 0 " + file("v1", 1), "PUT " + key("v1", 1, "json"));

        assertThat(send(get())).isEqualTo(first);
        List<String> requests = bucket.requests();
        assertThat(requests.subList(4, requests.size())).contains(head).isSubsetOf(head, list);
    }

    @Test
    void theAnswerRedirectsToTheInvoice_withRedirectTrue() {
        archive("v1", 1);

        assertThat(send(get().with("redirect", "true")))
                .isEqualTo(
                        "302 {cache-control=no-store, location="
                                + address("v1", 1, "json")
                                + "}\n");
        assertThat(send(get().with("redirect", "false"))).isEqualTo(issued("v1", 1, "json"));
    }

    @Test
    void anInvoiceIsNotFound_whileItsOrderIsNotArchived() {
        table.put(order("v1", 1));

        assertThat(send(get()))
                .isEqualTo(
                        """
                        404 {cache-control=no-store, content-type=application/problem+json, \
                        retry-after=10}
                        {"type":"urn:orderstream:problem:no-invoice-yet",\
                        "title":"There is no invoice yet","status":404,\
                        "detail":"Order %s is known, but not archived yet; ask again later"}"""
                                .formatted(id("v1", 1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"orderid", "vendorid", "none"})
    void anInvoiceIsNotFound_whenThereIsNoOrder(String parameter) {
        Event event =
                switch (parameter) {
                    case "orderid" -> get().with("orderid", id("v1", 1).value());
                    case "vendorid" -> get().with("vendorid", "v1");
                    default -> get();
                };
        assertThat(send(event)).isEqualTo(NO_SUCH_ORDER);
    }

    @Test
    void anInvoiceIsUnavailable_notMissing_whenTheBucketIsDown() {
        archive("v1", 1);
        bucket.goDown();

        assertThat(send(get())).isEqualTo(unavailable("the invoice archive"));
    }

    @Test
    void anInvoiceIsNotGivenToAnotherAccount() {
        archive("v1", 1);

        assertThat(sendWhereTokensAreExpected(get().claim("accountid", "a2"))).isEqualTo(FORBIDDEN);
        assertThat(bucket.opened()).isEmpty();
        assertThat(sendWhereTokensAreExpected(get().claim("accountid", "a1")))
                .isEqualTo(issued("v1", 1, "json"));
    }

    @Test
    void anInvoiceIsLogged_withoutItsAddress() {
        archive("v1", 1);
        send(get());

        assertThat(context.logged()).isEqualTo(infoLine("GET /invoice", id("v1", 1).value()));
    }

    @Test
    void aQueryForAnInvoiceIsRefusedWithAllProblemsAtOnce() {
        assertThat(
                        send(
                                get().without("accountid")
                                        .with("format", "xml")
                                        .with("redirect", "yes")
                                        .with("download", "1")
                                        .with("limit", "1")))
                .isEqualTo(
                        invalid(
                                problem("accountid", ID_RULE, "nothing"),
                                problem("format", "json, html or pdf", "\"xml\""),
                                problem("redirect", "true or false", "\"yes\""),
                                problem("download", "true or false", "\"1\""),
                                problem(
                                        "limit",
                                        "one of accountid, vendorid, orderid, document, format,"
                                                + " redirect, download",
                                        "an unknown parameter")));
    }
}
