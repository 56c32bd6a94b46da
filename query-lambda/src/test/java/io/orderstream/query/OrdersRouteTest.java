package io.orderstream.query;

import static io.orderstream.query.orders.StoredOrders.id;
import static io.orderstream.query.orders.StoredOrders.order;
import static io.orderstream.query.orders.StoredOrders.placed;
import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.lambda.fixture.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests {@code GET /orders}. */
class OrdersRouteTest extends QueryRouteFixture {

    private Event get() {
        return Event.of("get-orders-without-query.json").with("accountid", "a1");
    }

    /**
     * If a query has several parameters with the same name, the API joins their values with commas.
     * So these texts are the joined values of one, two and three parameters that have neither a
     * name nor a value.
     */
    @ParameterizedTest
    @ValueSource(strings = {"", ",", ",,"})
    void aQueryForOrdersIsAnswered_whenParametersHaveNeitherNameNorValue(String values) {
        assertThat(send(get().with("", values))).startsWith("200" + JSON);
    }

    @Test
    void ordersComeNewestFirst_fromAllVendors() {
        table.put(order("v1", 1)).put(order("v2", 2)).put(order("v1", 3));

        assertThat(send(get()))
                .isEqualTo(
                        "200"
                                + JSON
                                + "{\"orders\":[%s,%s,%s]}"
                                        .formatted(
                                                placed("v1", 3), placed("v2", 2), placed("v1", 1)));
    }

    @Test
    void ordersComeInPages_withOneVendor() {
        table.put(order("v1", 1)).put(order("v2", 2)).put(order("v1", 3));
        Event first = get().with("vendorid", "v1").with("limit", "1");

        assertThat(send(first))
                .isEqualTo(
                        "200"
                                + JSON
                                + "{\"orders\":[%s],\"next\":\"%s\"}"
                                        .formatted(placed("v1", 3), id("v1", 3)));
        assertThat(send(first.with("next", id("v1", 3).value())))
                .isEqualTo("200" + JSON + "{\"orders\":[" + placed("v1", 1) + "]}");
    }

    @Test
    void aPageHas50Orders_ifTheQueryHasNoLimit() {
        for (int i = 0; i < 51; i++) {
            table.put(order("v" + i % 3, i));
        }

        assertThat(send(get())).endsWith("],\"next\":\"" + id("v1", 1) + "\"}");
        assertThat(send(get().with("limit", "1000"))).endsWith(placed("v0", 0) + "]}");
    }

    @Test
    void ordersAreAnEmptyList_whenTheAccountHasNoOrders() {
        assertThat(send(get())).isEqualTo("200" + JSON + "{\"orders\":[]}");
    }

    @Test
    void ordersAreUnavailable_notAnEmptyList_whenTheTableIsDown() {
        table.goDown();

        assertThat(send(get())).isEqualTo(unavailable("the order table"));
    }

    @Test
    void ordersAreGivenOnlyToTheirOwnAccount() {
        assertThat(sendWhereTokensAreExpected(get().claim("accountid", "a2"))).isEqualTo(FORBIDDEN);
    }

    @Test
    void aQueryForOrdersIsRefused_whenItHasNoParameters() {
        assertThat(send(Event.of("get-orders-without-query.json")))
                .isEqualTo(invalid(problem("accountid", ID_RULE, "nothing")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1001", "-1", "1.5", "01", "ten", "", "1,2"})
    void aQueryForOrdersIsRefused_whenTheLimitIsInvalid(String limit) {
        assertThat(send(get().with("limit", limit)))
                .isEqualTo(
                        invalid(
                                problem(
                                        "limit",
                                        "a whole number from 1 to 1000",
                                        '"' + limit + '"')));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "019AB043-c95b-8000-8000-000000000000",
                "019ab043-c95b-4000-8000-000000000000"
            })
    void aQueryForOrdersIsRefused_whenNextIsNoOrderId(String next) {
        assertThat(send(get().with("next", next)))
                .isEqualTo(invalid(problem("next", ORDER_ID_RULE, '"' + next + '"')));
    }
}
