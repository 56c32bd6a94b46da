package io.orderstream.query;

import static io.orderstream.query.orders.StoredOrders.document;
import static io.orderstream.query.orders.StoredOrders.id;
import static io.orderstream.query.orders.StoredOrders.order;
import static io.orderstream.query.orders.StoredOrders.placed;
import static io.orderstream.query.orders.StoredOrders.withState;
import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.lambda.fixture.Event;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests {@code GET /order}. */
class OrderRouteTest extends QueryRouteFixture {

    private Event get() {
        return Event.of("get-order.json");
    }

    @Test
    void theLatestOrderOfAccountAndVendorIsReturned_whenTheQueryHasNoId() {
        table.put(order("v1", 1)).put(order("v1", 2)).put(order("v2", 3));

        assertThat(send(get())).isEqualTo("200" + JSON + "{\"order\":" + placed("v1", 2) + "}");
    }

    @Test
    void anOrderIsFoundByItsId() {
        table.put(order("v1", 1)).put(order("v1", 2));

        assertThat(send(get().with("orderid", id("v1", 1).value())))
                .isEqualTo("200" + JSON + "{\"order\":" + placed("v1", 1) + "}");
    }

    @Test
    void anOrderHasTheStateAfterItsEvents() {
        busyOrder();
        String cancelled = withState(document("v1", 1), state("cancelled", 2, "5", "0"));

        assertThat(send(get())).isEqualTo("200" + JSON + "{\"order\":" + cancelled + "}");
        assertThat(send(get().with("orderid", id("v1", 1).value())))
                .isEqualTo("200" + JSON + "{\"order\":" + cancelled + "}");
        assertThat(send(Event.of("get-orders-without-query.json").with("accountid", "a1")))
                .isEqualTo("200" + JSON + "{\"orders\":[" + cancelled + "]}");
    }

    /** The order arrives at 10:11:13.480. Then an event arrives each minute. */
    @ParameterizedTest
    @CsvSource({
        "2026-11-23T10:11:13.480Z,        placed, 0, 0, 9",
        "2026-11-23T10:12:13.479999999Z,  placed, 0, 0, 9",
        "2026-11-23T10:12:13.480Z,        placed, 1, 5, 4",
        "2026-11-23T11:13:20+01:00,       placed, 1, 5, 4",
        "2026-11-23 10:14:13.48,       cancelled, 2, 5, 0",
        "9999-12-31T23:59:59Z,         cancelled, 2, 5, 0"
    })
    void anOrderHasItsStateAtAnInstant(
            String at, String status, int version, String refunded, String net) {
        busyOrder();

        assertThat(send(get().with("orderid", id("v1", 1).value()).with("at", at)))
                .isEqualTo(
                        "200"
                                + JSON
                                + "{\"order\":"
                                + withState(
                                        document("v1", 1), state(status, version, refunded, net))
                                + "}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /order", "GET /order/events"})
    void anOrderIsNotFound_beforeItArrived(String route) {
        busyOrder();

        assertThat(
                        send(
                                get().route(route)
                                        .with("orderid", id("v1", 1).value())
                                        .with("at", "2026-11-23T10:11:13.479Z")))
                .isEqualTo(
                        """
                        404 {cache-control=no-store, content-type=application/problem+json}
                        {"type":"urn:orderstream:problem:no-such-order",\
                        "title":"No such order is known","status":404,\
                        "detail":"Order %s arrived at 2026-11-23T10:11:13.480Z, which is \
                        after 2026-11-23T10:11:13.479Z"}"""
                                .formatted(id("v1", 1)));
    }

    @Test
    void aQueryForAnInstantNeedsTheIdOfTheOrder() {
        assertThat(send(get().with("at", "2026-11-23T10:12:00Z")))
                .isEqualTo(invalid(problem("orderid", ORDER_ID_RULE, "nothing")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "now", "2026-11-23", "1969-12-31T23:59:59Z", "+10000-01-01T00:00:00Z"})
    void aQueryIsRefused_whenTheInstantIsInvalid(String at) {
        assertThat(send(get().with("at", at)))
                .isEqualTo(invalid(problem("at", DATE_RULE, '"' + at + '"')));
    }

    @Test
    void anOrderIsNotFound_whenTheAccountHasNoOrderWithThisVendor() {
        table.put(order("v2", 1)).put(order("a2", "v1", 2, "{}"));

        assertThat(send(get())).isEqualTo(NO_SUCH_ORDER);
    }

    @Test
    void anOrderIsNotFound_whenTheIdBelongsToAnOrderOfAnotherVendor() {
        table.put(order("v2", 1));

        assertThat(send(get().with("orderid", id("v2", 1).value()))).isEqualTo(NO_SUCH_ORDER);
    }

    @Test
    void anOrderIsUnavailable_notMissing_whenTheTableIsDown() {
        table.goDown();

        assertThat(send(get())).isEqualTo(unavailable("the order table"));
    }

    @Test
    void anOrderIsGivenOnlyToItsOwnAccount() {
        table.put(order("v1", 1));

        assertThat(sendWhereTokensAreExpected(Event.of("get-order-with-jwt.json")))
                .startsWith("200 ");
        assertThat(
                        sendWhereTokensAreExpected(
                                Event.of("get-order-with-jwt.json").claim("accountid", "a2")))
                .isEqualTo(FORBIDDEN);
    }

    @Test
    void anOrderIsLoggedWithItsId_andWithoutTheQuery() {
        table.put(order("v1", 1));
        send(get());

        assertThat(context.logged()).isEqualTo(infoLine("GET /order", id("v1", 1).value()));
    }

    @Test
    void aQueryForAnOrderNeedsAccountAndVendor() {
        assertThat(send(get().without("accountid").without("vendorid")))
                .isEqualTo(
                        invalid(
                                problem("accountid", ID_RULE, "nothing"),
                                problem("vendorid", ID_RULE, "nothing")));
    }

    @Test
    void aQueryForAnOrderIsRefusedWithAllProblemsAtOnce() {
        assertThat(
                        send(
                                get().with("accountid", "a#1")
                                        .with("vendorid", "")
                                        .with("orderid", "7")
                                        .with("colour", "red")))
                .isEqualTo(
                        invalid(
                                problem("accountid", ID_RULE, "\"a#1\""),
                                problem("vendorid", ID_RULE, "\"\""),
                                problem("orderid", ORDER_ID_RULE, "\"7\""),
                                problem(
                                        "colour",
                                        "one of accountid, vendorid, at, orderid",
                                        "an unknown parameter")));
    }

    @Test
    void aRefusalHasTheFirst100Problems_andTheNumberOfTheOthers() {
        Event event = get();
        for (int i = 0; i < 3_000; i++) {
            event.with(String.format(Locale.ROOT, "p%04d", i), "1");
        }

        String answer = send(event);

        assertThat(answer)
                .startsWith("400" + PROBLEM)
                .contains("\"detail\":\"More than 100 problems found\"")
                .contains("{\"path\":\"p0099\",")
                .doesNotContain("p0100")
                .endsWith(
                        problem("$", "fewer problems: only the first 100 are listed", "2900 more")
                                + "]}");
    }

    @Test
    void aRefusalShowsOnlyTheStartOfAVeryLongValue() {
        assertThat(send(get().with("vendorid", "y".repeat(7_000))))
                .isEqualTo(
                        invalid(
                                """
                                {"path":"vendorid","expected":"%s","found":"\\"%s…"}"""
                                        .formatted(ID_RULE, "y".repeat(79))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "accountid[]", "ACCOUNTID", "orderid\0", "constructor"})
    void aQueryForAnOrderIsRefused_whenAParameterIsUnknown(String name) {
        assertThat(send(get().with(name, "a1")))
                .startsWith("400" + PROBLEM)
                .contains("\"expected\":\"one of accountid, vendorid, at, orderid\"");
    }

    @Test
    void aQueryForAnOrderIsRefused_whenAParameterIsGivenTwice() {
        assertThat(send(get().withMore("accountid", "a1")))
                .isEqualTo(invalid(problem("accountid", ID_RULE, "\"a1,a1\"")));
    }
}
