package io.orderstream.query;

import static io.orderstream.query.orders.StoredOrders.document;
import static io.orderstream.query.orders.StoredOrders.id;
import static io.orderstream.query.orders.StoredOrders.order;
import static io.orderstream.query.orders.StoredOrders.placed;
import static io.orderstream.query.orders.StoredOrders.withState;
import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.lambda.fixture.Event;
import io.orderstream.model.ReceivedEvent;
import io.orderstream.model.wire.EventDocument;
import io.orderstream.query.orders.StoredEvents;
import io.orderstream.query.orders.StoredOrder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tests {@code GET /order/events}. */
class HistoryRouteTest extends QueryRouteFixture {

    private Event get() {
        return Event.of("get-order.json")
                .route("GET /order/events")
                .with("orderid", id("v1", 1).value());
    }

    private static String decided(ReceivedEvent event, String decision) {
        return withState(EventDocument.format(event), decision);
    }

    @Test
    void aHistoryHasTheOrderWithItsState_andSaysWhichEventsHadAnEffect() {
        StoredOrder order = busyOrder();

        assertThat(send(get()))
                .isEqualTo(
                        "200"
                                + JSON
                                + "{\"order\":"
                                + withState(document("v1", 1), state("cancelled", 2, "5", "0"))
                                + ",\"events\":["
                                + decided(StoredEvents.refunded(order, 1, "5"), "\"effect\":true")
                                + ","
                                + decided(
                                        StoredEvents.refunded(order, 2, "4.5"),
                                        "\"effect\":false,"
                                                + "\"because\":\"only 4 was left to refund\"")
                                + ","
                                + decided(StoredEvents.cancelled(order, 3), "\"effect\":true")
                                + "]}");
    }

    @Test
    void aHistoryHasTheStateAndTheEventsAtAnInstant() {
        StoredOrder order = busyOrder();

        assertThat(send(get().with("at", "2026-11-23T10:12:14Z")))
                .isEqualTo(
                        "200"
                                + JSON
                                + "{\"order\":"
                                + withState(document("v1", 1), state("placed", 1, "5", "4"))
                                + ",\"events\":["
                                + decided(StoredEvents.refunded(order, 1, "5"), "\"effect\":true")
                                + "]}");
    }

    @Test
    void aHistoryHasNoEvents_whenNothingHappened() {
        table.put(order("v1", 1));

        assertThat(send(get()))
                .isEqualTo("200" + JSON + "{\"order\":" + placed("v1", 1) + ",\"events\":[]}");
    }

    @Test
    void aHistoryIsNotFound_whenThereAreOnlyEvents() {
        table.put(StoredEvents.cancelled(order("v1", 1), 1));

        assertThat(send(get())).isEqualTo(NO_SUCH_ORDER);
    }

    @Test
    void aHistoryOf5000EventsHasTheFirst1000_andSaysThatThereAreMore() {
        StoredOrder order = order("v1", 1);
        table.put(order);
        for (int i = 0; i < 5_000; i++) {
            table.put(StoredEvents.refunded(order, i, "0.001"));
        }

        String answer = send(get());

        assertThat(answer)
                .startsWith(
                        "200"
                                + JSON
                                + "{\"order\":"
                                + withState(
                                        document("v1", 1),
                                        state("placed", 1_000, "1", "8") + ",\"moreevents\":true"))
                .endsWith(
                        decided(StoredEvents.refunded(order, 999, "0.001"), "\"effect\":true")
                                + "]}");
        assertThat(answer.split("\"eventid\"", -1)).hasSize(1_001);
    }

    /**
     * The texts are escaped twice, because the body is JSON, and Lambda's answer has the body as a
     * JSON string. So each control character takes seven bytes in the answer, and each quote takes
     * four.
     */
    @Test
    void aHistoryFitsIntoAnAnswerOfLambda_howeverLongItsTextsAre() throws IOException {
        String quotes = "\\\"".repeat(32_000);
        StoredOrder order =
                order(
                        "a1",
                        "v1",
                        1,
                        "{\"unitprice\":4.5,\"quantity\":2,\"note\":\"" + quotes + "\"}");
        table.put(order);
        for (int i = 0; i < 1_001; i++) {
            table.put(
                    StoredEvents.event(
                            order,
                            order.vendor(),
                            "cancelled",
                            i,
                            Map.of("reason", "\u0001".repeat(512))));
        }
        ByteArrayOutputStream answer = new ByteArrayOutputStream();

        get().sendTo(handler, context, answer);

        assertThat(answer.size()).isBetween(4_000_000, 5_000_000);
    }

    @Test
    void aHistoryIsUnavailable_notMissing_whenTheTableIsDown() {
        table.goDown();

        assertThat(send(get())).isEqualTo(unavailable("the order table"));
    }

    @Test
    void aHistoryIsGivenOnlyToItsOwnAccount() {
        busyOrder();

        assertThat(sendWhereTokensAreExpected(get().claim("accountid", "a1"))).startsWith("200 ");
        assertThat(sendWhereTokensAreExpected(get().claim("accountid", "a2"))).isEqualTo(FORBIDDEN);
    }

    @Test
    void aHistoryIsLoggedWithTheIdOfTheOrder() {
        busyOrder();
        send(get());

        assertThat(context.logged()).isEqualTo(infoLine("GET /order/events", id("v1", 1).value()));
    }

    @Test
    void aQueryForAHistoryNeedsAccountVendorAndOrder() {
        assertThat(
                        send(
                                get().without("accountid")
                                        .without("vendorid")
                                        .without("orderid")
                                        .with("limit", "1")))
                .isEqualTo(
                        invalid(
                                problem("accountid", ID_RULE, "nothing"),
                                problem("vendorid", ID_RULE, "nothing"),
                                problem("orderid", ORDER_ID_RULE, "nothing"),
                                problem(
                                        "limit",
                                        "one of accountid, vendorid, orderid, at",
                                        "an unknown parameter")));
    }
}
