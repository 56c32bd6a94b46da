package io.orderstream.model.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orderstream.model.Events;
import io.orderstream.model.LogPosition;
import io.orderstream.model.OrderLife;
import io.orderstream.model.Orders;
import io.orderstream.model.ReceivedEvent;
import io.orderstream.model.ReceivedOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the documents of events, of orders with their state, and of histories. */
class EventDocumentTest {

    private static final ReceivedEvent REFUNDED =
            Events.received(
                    Events.event(
                            "refunded",
                            ",\"reason\":\"☕ \\\"cold\\\"\",\"amount\":4.50,\"ifversion\":0,"
                                    + "\"idempotencykey\":\""
                                    + Events.KEY
                                    + '"'));

    private static final ReceivedOrder ORDER =
            new ReceivedOrder(Orders.parse(Orders.COFFEE), Events.ARRIVAL);

    private static String start(ReceivedEvent event) {
        return "{\"eventid\":\""
                + event.event().id()
                + "\",\"type\":\""
                + event.event().type()
                + "\",\"accountid\":\"a1\",\"vendorid\":\"v1\",\"orderid\":\""
                + Events.ORDER_ID
                + "\",\"eventdate\":\"2026-11-28T10:00:00Z\","
                + "\"receivedat\":\"2026-11-28T10:00:00.480Z\",\"sequence\":\""
                + event.position()
                + '"';
    }

    private static String documentOfTheOrder() {
        String document = OrderDocument.format(ORDER);
        return document.substring(0, document.length() - 1);
    }

    @Test
    void isFlat_withItsMembersInThisSequence() {
        assertThat(EventDocument.format(REFUNDED))
                .isEqualTo(
                        start(REFUNDED)
                                + ",\"idempotencykey\":\""
                                + Events.KEY
                                + "\",\"ifversion\":0,\"amount\":\"4.5\","
                                + "\"reason\":\"☕ \\\"cold\\\"\"}");
    }

    @Test
    void hasOnlyTheMembersOfTheEvent() {
        ReceivedEvent event = Events.received(Events.event("fulfilled", ""));

        assertThat(EventDocument.format(event)).isEqualTo(start(event) + "}");
    }

    @Test
    void isALineOfTheArchive_withALineEnd() {
        assertThat(EventDocument.line(REFUNDED))
                .isEqualTo(Events.bytes(EventDocument.format(REFUNDED) + "\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cancelled;", "cancelled;,\"reason\":\"\\u0000\\n\\u2028😀\"",
                "fulfilled;,\"reference\":\"\\\\\"", "refunded;,\"amount\":1e-9"
            })
    void isParsedToTheSameEvent(String typeAndMore) {
        String[] event = typeAndMore.split(";", 2);
        ReceivedEvent received = Events.received(Events.event(event[0], event[1]));

        assertThat(EventDocument.format(received)).doesNotContain("\n");
        assertThat(EventDocument.parse(EventDocument.format(received))).isEqualTo(received);
        assertThat(EventDocument.parse(EventDocument.format(REFUNDED))).isEqualTo(REFUNDED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "7",
                "not json",
                "{\"type\":\"amended\"}",
                "{\"type\":\"cancelled\"}"
            })
    void invalidTextsAreRefused(String text) {
        assertThatThrownBy(() -> EventDocument.parse(text))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "eventid",
                "type",
                "accountid",
                "vendorid",
                "orderid",
                "eventdate",
                "receivedat",
                "sequence",
                "amount"
            })
    void isRefusedWithoutARequiredMember(String member) {
        String without =
                EventDocument.format(REFUNDED)
                        .replaceFirst("\"" + member + "\":\"[^\"]*\",", "\"x\":1,");

        assertThatThrownBy(() -> EventDocument.parse(without))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(member);
    }

    @Test
    void theOrdersDocumentEndsWithItsState_andIsParsedToTheOrder() {
        assertThat(OrderDocument.format(OrderLife.of(ORDER, List.of())))
                .isEqualTo(
                        documentOfTheOrder()
                                + ",\"status\":\"placed\",\"version\":0,"
                                + "\"refunded\":\"0\",\"net\":\"9\"}");
        assertThat(OrderDocument.format(OrderLife.of(ORDER, List.of(REFUNDED))))
                .isEqualTo(
                        documentOfTheOrder()
                                + ",\"status\":\"placed\",\"version\":1,"
                                + "\"refunded\":\"4.5\",\"net\":\"4.5\"}");
        assertThat(OrderDocument.parse(OrderDocument.format(OrderLife.of(ORDER, List.of()))))
                .isEqualTo(ORDER);
    }

    @Test
    void theOrdersDocumentSaysThatThereAreMoreEventsThanWereFolded() {
        List<ReceivedEvent> events = new ArrayList<>();
        for (int i = 0; i <= OrderLife.MAX_EVENTS; i++) {
            events.add(
                    Events.received(
                            Events.event("refunded", ",\"amount\":\"1e-9\",\"ifversion\":" + i),
                            Events.ARRIVAL,
                            LogPosition.of(Integer.toString(i), 0)));
        }

        assertThat(OrderDocument.format(OrderLife.of(ORDER, events)))
                .isEqualTo(
                        documentOfTheOrder()
                                + ",\"status\":\"placed\",\"version\":1000,"
                                + "\"refunded\":\"0.000001\",\"net\":\"8.999999\","
                                + "\"moreevents\":true}");
    }

    @Test
    void theHistoryIsTheOrderAndItsEventsWithTheirEffects() {
        ReceivedEvent cancelled =
                Events.received(
                        Events.event("cancelled", ",\"ifversion\":0"),
                        Events.ARRIVAL,
                        LogPosition.of("4968", 0));
        OrderLife life = OrderLife.of(ORDER, List.of(cancelled, REFUNDED));

        assertThat(HistoryDocument.format(life))
                .isEqualTo(
                        "{\"order\":"
                                + OrderDocument.format(life)
                                + ",\"events\":["
                                + EventDocument.format(REFUNDED).replaceFirst("}$", "")
                                + ",\"effect\":true},"
                                + start(cancelled)
                                + ",\"ifversion\":0,\"effect\":false,"
                                + "\"because\":\"the version was 1\"}]}");
        assertThat(HistoryDocument.format(OrderLife.of(ORDER, List.of())))
                .endsWith(",\"events\":[]}");
    }
}
