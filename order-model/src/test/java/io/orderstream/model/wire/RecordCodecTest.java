package io.orderstream.model.wire;

import static io.orderstream.model.Events.ARRIVAL;
import static io.orderstream.model.Events.POSITION;
import static io.orderstream.model.Events.problemsOfRecord;
import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.model.Events;
import io.orderstream.model.Orders;
import io.orderstream.model.Received;
import io.orderstream.model.ReceivedEvent;
import io.orderstream.model.ReceivedOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests how {@link RecordCodec} tells orders from events. */
class RecordCodecTest {

    private static final String BARE =
            Orders.COFFEE.substring(Orders.COFFEE.indexOf(':') + 1, Orders.COFFEE.length() - 1);

    private static Received parse(String json) throws InvalidOrderException {
        return RecordCodec.parse(Orders.bytes(json), ARRIVAL, POSITION);
    }

    @Test
    void readsAnOrder_inAnEnvelope_bare_andWithAByteOrderMark() throws InvalidOrderException {
        ReceivedOrder order = new ReceivedOrder(Orders.parse(Orders.COFFEE), ARRIVAL);

        assertThat(parse(Orders.COFFEE)).isEqualTo(order);
        assertThat(parse(BARE)).isEqualTo(order);
        assertThat(parse("\ufeff" + Orders.COFFEE)).isEqualTo(order);
        assertThat(order.orderId()).isEqualTo(order.order().id());
        assertThat(order.account()).isEqualTo(order.order().account());
    }

    @Test
    void readsAnEvent() throws InvalidOrderException {
        Received event = parse(Events.CANCELLED);

        assertThat(event)
                .isEqualTo(new ReceivedEvent(Events.parse(Events.CANCELLED), ARRIVAL, POSITION));
        assertThat(event.receivedAt()).isEqualTo(ARRIVAL);
        assertThat(event.orderId()).hasToString(Events.ORDER_ID);
        assertThat(event.account()).hasToString("a1");
        assertThat(parse("\ufeff" + Events.CANCELLED)).isEqualTo(event);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "7 | 7",
                "[] | an array",
                "{} | an object",
                "{\"hello\":\"world\"} | an object",
                "{\"type\":\"cancelled\",\"amount\":1} | an object",
                "{\"orders\":[]} | an object",
                "{\"order\":{},\"event\":{}} | both",
                "{\"event\":null,\"order\":null} | both"
            })
    void refusesOtherRecords_andNamesBothForms(String record, String found) {
        assertThat(problemsOfRecord(record))
                .containsExactly(new Problem("$", "{\"order\": {…}} or {\"event\": {…}}", found));
    }

    /**
     * If a record without an envelope has at least one member of an order, it is checked as an
     * order.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "accountid",
                "vendorid",
                "orderid",
                "orderdate",
                "idempotencykey",
                "details"
            })
    void aBareOrder_isRecognisedByItsMembers(String member) {
        assertThat(problemsOfRecord("{\"" + member + "\":1}"))
                .extracting(Problem::path)
                .contains(member)
                .doesNotContain("$");
    }

    @Test
    void reportsTheProblemsOfABrokenOrderOrEvent() {
        assertThat(problemsOfRecord("{\"order\":{}}")).hasSize(4);
        assertThat(problemsOfRecord("{\"event\":{}}")).hasSize(5);
        assertThat(problemsOfRecord("{\"order\":1}"))
                .extracting(Problem::path)
                .containsExactly("order");
    }
}
