package io.orderstream.acceptance.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.orderstream.model.fuzz.CollidingNames;
import io.orderstream.model.wire.InvalidOrderException;
import io.orderstream.model.wire.OrderCodec;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Sends valid orders whose member names collide in the table of names that Jackson's parsers share.
 * Also sends an aggregate that cannot be unpacked.
 */
abstract class HostileOrdersCases {

    /** The first bytes of an aggregate, followed by bytes without a valid digest. */
    private static final byte[] CUT_AGGREGATE =
            "....cut short by somebody".getBytes(StandardCharsets.ISO_8859_1);

    static {
        CUT_AGGREGATE[0] = (byte) 0xf3;
        CUT_AGGREGATE[1] = (byte) 0x89;
        CUT_AGGREGATE[2] = (byte) 0x9a;
        CUT_AGGREGATE[3] = (byte) 0xc2;
    }

    private final StackUnderTest stack;

    HostileOrdersCases(StackUnderTest stack) {
        this.stack = stack;
    }

    @Test
    void hostileOrdersAreStored_andTheJobDoesNotRestart() throws Exception {
        List<String> posted = CollidingNames.hostileOrders();
        List<String> streamed = new ArrayList<>();
        for (int i = 0; i < posted.size(); i++) {
            streamed.add(
                    CollidingNames.order(
                            100 + i,
                            CollidingNames.inBytes(100_000 * i, CollidingNames.NAMES_OF_AN_ORDER)));
        }

        posted.forEach(stack::post);
        for (String order : streamed) {
            stack.putOntoStream(order.getBytes(StandardCharsets.UTF_8), "k");
        }
        stack.putOntoStream(CUT_AGGREGATE, "k");
        stack.awaitAllRead();

        for (String order : posted) {
            assertIsRead(order);
        }
        for (String order : streamed) {
            assertIsRead(order);
        }
        String cut = Base64.getEncoder().encodeToString(CUT_AGGREGATE);
        assertThat(stack.linesUnder("rejected/"))
                .filteredOn(line -> Json.read(line).path("data").asText().equals(cut))
                .singleElement()
                .satisfies(
                        line ->
                                assertThat(Json.read(line).path("reason").asText())
                                        .isEqualTo("unsound-aggregate"));
        stack.assertJobNeverFailed();
    }

    private void assertIsRead(String text) throws InvalidOrderException {
        JsonNode sent = Json.read(text).path("order");
        String id =
                OrderCodec.parseRecord(text.getBytes(StandardCharsets.UTF_8), Instant.now())
                        .id()
                        .value();
        JsonNode read =
                stack.awaitOk(
                                "/order?accountid="
                                        + sent.path("accountid").asText()
                                        + "&vendorid="
                                        + sent.path("vendorid").asText()
                                        + "&orderid="
                                        + id)
                        .json()
                        .path("order");
        assertThat(read.path("details").toString()).isEqualTo(sent.path("details").toString());
    }
}
