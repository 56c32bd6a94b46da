package io.orderstream.model.wire;

import static io.orderstream.model.Orders.COFFEE;
import static io.orderstream.model.Orders.STAMP;
import static io.orderstream.model.Orders.bytes;
import static io.orderstream.model.Orders.parse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orderstream.model.Order;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostedBatchTest {

    private static final String QUANTITY_EXPECTED = "a whole number from 1 to 999999999999";

    /** With different dates, two equal orders of a batch get different ids. */
    @Test
    void givesADateOfItsOwn_toEachOrderWithoutADate() throws InvalidOrderException {
        String order =
                "{\"accountid\":\"a1\",\"vendorid\":\"v1\",\"details\":"
                        + "{\"unitprice\":1,\"quantity\":1}}";

        List<ParsedOrder> parsed =
                PostedBatch.parse(bytes("{\"orders\":[" + order + "," + order + "]}"), STAMP);

        assertThat(parsed)
                .extracting(one -> one.order().orElseThrow().orderDate())
                .containsExactly(STAMP, STAMP.plusNanos(1000));
    }

    @Test
    void eachOrderHasItsOutcome() throws InvalidOrderException {
        String good =
                "{\"accountid\":\"a1\",\"vendorid\":\"v1\",\"details\":"
                        + "{\"unitprice\":1,\"quantity\":1}}";
        String bad = good.replace("\"quantity\":1", "\"quantity\":0");

        List<ParsedOrder> parsed =
                PostedBatch.parse(
                        bytes("{\"orders\":[" + good + "," + bad + "," + COFFEE + ",7]}"), STAMP);

        assertThat(parsed).hasSize(4);
        assertThat(parsed.get(0).order()).map(Order::orderDate).contains(STAMP);
        assertThat(parsed.get(1).order()).isEmpty();
        assertThat(parsed.get(1).problems())
                .containsExactly(new Problem("orders[1].details.quantity", QUANTITY_EXPECTED, "0"));
        assertThat(parsed.get(2).order()).contains(parse(COFFEE));
        assertThat(parsed.get(3).problems())
                .containsExactly(new Problem("orders[3]", "an order, as a JSON object", "7"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"orders\":[]} | orders: expected an array of 1 to 500 orders, found 0 orders",
                "{\"orders\":{}} | orders: expected an array of 1 to 500 orders, found an object",
                "{} | orders: expected an array of 1 to 500 orders, found nothing",
                "[] | $: expected {\"orders\": [...]}, found an array",
                "{\"orders\":[1],\"x\":1} | x: expected no member of this name, found one",
            })
    void isRefusedAsAWhole_whenItIsNoBatch(String body, String message) {
        assertThatThrownBy(() -> PostedBatch.parse(bytes(body), STAMP))
                .isInstanceOf(InvalidOrderException.class)
                .hasMessage(message);
    }

    @Test
    void isRefusedAsAWhole_whenItHasMoreThan500Orders() {
        String body = "{\"orders\":[" + "1,".repeat(500) + "1]}";

        assertThatThrownBy(() -> PostedBatch.parse(bytes(body), STAMP))
                .hasMessage("orders: expected an array of 1 to 500 orders, found 501 orders");
    }

    @Test
    void mayBeginWithAByteOrderMark() throws InvalidOrderException {
        assertThat(PostedBatch.parse(bytes("\ufeff{\"orders\":[" + COFFEE + "]}"), STAMP))
                .extracting(parsed -> parsed.order().orElseThrow())
                .containsExactly(parse(COFFEE));
    }
}
