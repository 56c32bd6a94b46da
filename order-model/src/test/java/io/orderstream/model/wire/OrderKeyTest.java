package io.orderstream.model.wire;

import static io.orderstream.model.Orders.COFFEE;
import static io.orderstream.model.Orders.STAMP;
import static io.orderstream.model.Orders.bytes;
import static io.orderstream.model.Orders.parse;
import static io.orderstream.model.Orders.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orderstream.model.Events;
import io.orderstream.model.IdempotencyKey;
import io.orderstream.model.Order;
import io.orderstream.model.ReceivedOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Tests the idempotency key of an order: in a record, in a post, in a batch and in a document. */
class OrderKeyTest {

    private static final String DATE_EXPECTED =
            "an ISO-8601 date-time from 1970 to 9999, as in 2026-11-23T10:11:12.123456Z";

    private final String withKey =
            COFFEE.replace(
                    "\"accountid\"", "\"idempotencykey\": \"" + Events.KEY + "\", \"accountid\"");
    private final String undated = COFFEE.replaceFirst("\"orderdate\": \"[^\"]*\",", "");

    private Order posted(String json, String header) throws InvalidOrderException {
        return OrderCodec.parsePosted(bytes(json), STAMP, Optional.of(header));
    }

    /**
     * The order's id is also derived from the key. The id must be the same in each version of the
     * code. Without a key, this order has another id, which {@link OrderCodecTest} checks.
     */
    @Test
    void isPartOfTheOrder() {
        assertThat(parse(withKey).idempotencyKey()).contains(IdempotencyKey.of(Events.KEY));
        assertThat(parse(withKey).id().value()).isEqualTo("01a207e3-627b-84b5-9eb4-6a71f1403bc4");
        assertThat(parse(COFFEE).idempotencyKey()).isEmpty();
    }

    @Test
    void isInTheRecordAndInTheDocument() {
        Order order = parse(withKey);
        String record = new String(OrderCodec.formatRecord(order), StandardCharsets.UTF_8);
        ReceivedOrder received = new ReceivedOrder(order, STAMP);

        assertThat(record)
                .contains(
                        "\"orderdate\":\"2026-11-23T10:11:12.123456Z\",\"idempotencykey\":\""
                                + Events.KEY
                                + "\",\"details\":{");
        assertThat(parse(record)).isEqualTo(order);
        assertThat(OrderDocument.format(received))
                .contains(
                        "\"receivedat\":\"2026-11-23T09:08:07.654Z\",\"idempotencykey\":\""
                                + Events.KEY
                                + "\",\"unitprice\":\"4.5\"");
        assertThat(OrderDocument.parse(OrderDocument.format(received))).isEqualTo(received);
    }

    @Test
    void mayComeInTheHeader_bareOrInQuotes() throws InvalidOrderException {
        assertThat(posted(COFFEE, Events.KEY)).isEqualTo(parse(withKey));
        assertThat(posted(COFFEE, '"' + Events.KEY + '"')).isEqualTo(parse(withKey));
        assertThat(posted(withKey, Events.KEY)).isEqualTo(parse(withKey));
        assertThat(OrderCodec.parsePosted(bytes(COFFEE), STAMP, Optional.empty()))
                .isEqualTo(parse(COFFEE));
    }

    @Test
    void givesItsTime_toAPostedOrderWithoutADate() throws InvalidOrderException {
        Order order = posted(undated, Events.KEY);

        assertThat(order.orderDate()).isEqualTo(Instant.parse("2026-11-23T10:11:12.128Z"));
        assertThat(
                        OrderCodec.parsePosted(
                                bytes(undated), STAMP.plusSeconds(9), Optional.of(Events.KEY)))
                .isEqualTo(order);
        assertThat(posted(undated.replace("Small", "Large"), Events.KEY).id())
                .isNotEqualTo(order.id());
        assertThat(posted(undated, Events.KEY.replace("0e6d", "0e6e")).id())
                .isNotEqualTo(order.id());
    }

    @Test
    void mayBeAMemberOfEachOrder_inABatch() throws InvalidOrderException {
        String one = undated.replace("\"accountid\"", "\"idempotencykey\": \"%s\", \"accountid\"");
        String batch =
                String.format(
                        "{\"orders\":[" + one + "," + one + "," + one + "," + undated + "]}",
                        Events.KEY,
                        Events.KEY,
                        "01a207e3-6280-4c41-9f2e-5d2b7a1f0e6d");

        List<ParsedOrder> parsed = PostedBatch.parse(bytes(batch), STAMP);

        assertThat(parsed.get(0).order()).contains(posted(undated, Events.KEY));
        assertThat(parsed.get(1).order()).isEqualTo(parsed.get(0).order());
        assertThat(parsed.get(2).problems())
                .containsExactly(
                        new Problem(
                                "orders[2].order.idempotencykey",
                                "a UUID version 7",
                                "\"01a207e3-6280-4c41-9f2e-5d2b7a1f0e6d\""));
        assertThat(parsed.get(3).order()).map(Order::idempotencyKey).contains(Optional.empty());
    }

    @Test
    void isRefused_ifItIsInvalid_orDiffersFromTheHeader_orIsTooFarAhead() {
        String other = Events.KEY.replace("0e6d", "0e6e");
        String future = "ffffffff-ffff-7fff-bfff-ffffffffffff";

        assertThatThrownBy(() -> posted(COFFEE, "retry-1"))
                .isInstanceOf(InvalidOrderException.class)
                .hasMessage(
                        "idempotency-key: expected a UUID version 7, bare or in quotes, found"
                                + " retry-1");
        assertThatThrownBy(() -> posted(COFFEE, future))
                .isInstanceOf(InvalidOrderException.class)
                .hasMessage(
                        "idempotency-key: expected a UUID version 7 whose time is at most a day"
                                + " in the future, found "
                                + future);
        assertThatThrownBy(() -> posted(withKey, other))
                .isInstanceOf(InvalidOrderException.class)
                .hasMessage(
                        "order.idempotencykey: expected the same key as in the header"
                                + " idempotency-key, or none, found \""
                                + Events.KEY
                                + '"');
        assertThatThrownBy(() -> posted(withKey.replace(Events.KEY, future), future))
                .isInstanceOf(InvalidOrderException.class);
        assertThat(problemsOf(withKey.replace(Events.KEY, future)))
                .containsExactly(
                        new Problem(
                                "order.idempotencykey",
                                "a UUID version 7 whose time is at most a day in the future",
                                '"' + future + '"'));
        assertThat(problemsOf(withKey.replace('"' + Events.KEY + '"', "null")))
                .containsExactly(new Problem("order.idempotencykey", "a UUID version 7", "null"));
    }

    @Test
    void doesNotReplaceTheDate_onTheStream() {
        assertThat(problemsOf(withKey.replaceFirst("\"orderdate\": \"[^\"]*\",", "")))
                .containsExactly(new Problem("order.orderdate", DATE_EXPECTED, "nothing"));
    }
}
