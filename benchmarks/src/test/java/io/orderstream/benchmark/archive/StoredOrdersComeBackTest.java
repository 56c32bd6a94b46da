package io.orderstream.benchmark.archive;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.orderstream.job.records.PlacedRecord;
import io.orderstream.model.Money;
import io.orderstream.model.ReceivedOrder;
import io.orderstream.model.fuzz.FuzzedRecord;
import io.orderstream.model.fuzz.Fuzzer;
import io.orderstream.model.wire.InvalidOrderException;
import io.orderstream.model.wire.OrderCodec;
import io.orderstream.model.wire.OrderDocument;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Every order that the job accepts can be read back unchanged, from its item and from its archive
 * line. This test needs the job's items, the query function and a stand-in for DynamoDB, and only
 * this module has all three.
 */
class StoredOrdersComeBackTest {

    private static final Instant RECEIVED = Instant.parse("2026-11-28T10:00:00.123Z");

    @Test
    void storedOrdersComeBack_fromTheItemAndFromTheArchiveLine() throws IOException {
        long seed = new Random().nextLong();
        Fuzzer fuzzer = Fuzzer.seeded(seed);
        int orders = 0;
        try (QueryFunction function = new QueryFunction(Duration.ZERO, Duration.ZERO)) {
            for (int number = 0; number < 2_000; number++) {
                FuzzedRecord record = fuzzer.record(number);
                ReceivedOrder received;
                try {
                    received =
                            new ReceivedOrder(
                                    OrderCodec.parseRecord(record.data(), RECEIVED), RECEIVED);
                } catch (InvalidOrderException e) {
                    // Many fuzzed records are not valid orders.
                    continue;
                }
                orders++;
                String line = OrderDocument.format(received);
                assertThat(OrderDocument.parse(line)).as(record::toString).isEqualTo(received);

                String answer =
                        function.get(
                                "/order", new PlacedRecord(received, "invoices/e/", 7, 60_000));

                // The API's answer contains the archive line byte for byte, except that the state
                // comes before the last brace of the order.
                assertThat(new JsonMapper().readTree(answer).required("body").asText())
                        .as(record::toString)
                        .isEqualTo(
                                "{\"order\":%s,\"status\":\"placed\",\"version\":0,"
                                        + "\"refunded\":\"0\",\"net\":\"%s\"}}",
                                line.substring(0, line.length() - 1),
                                Money.plain(received.order().total()));
            }
        }
        assertThat(orders).as("orders of seed %s", seed).isGreaterThan(200);
    }
}
