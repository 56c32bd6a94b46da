package io.orderstream.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.benchmark.orders.TableItems;
import io.orderstream.job.records.PlacedOrder;
import io.orderstream.model.Order;
import io.orderstream.model.ReceivedOrder;
import io.orderstream.model.fuzz.FuzzedRecord;
import io.orderstream.model.fuzz.Fuzzer;
import io.orderstream.model.wire.InvalidOrderException;
import io.orderstream.model.wire.OrderCodec;
import io.orderstream.model.wire.OrderDocument;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Whatever is accepted comes back equal, from the table and from the archive. It is here because
 * only this module has both the job, which writes, and the query function, which reads.
 */
class StoredOrdersComeBackTest {

    private static final Instant RECEIVED = Instant.parse("2026-11-28T10:00:00.123Z");

    @Test
    void fromTableAndArchive() {
        long seed = new Random().nextLong();
        Fuzzer fuzzer = Fuzzer.seeded(seed);
        int orders = 0;
        for (int number = 0; number < 5_000; number++) {
            FuzzedRecord record = fuzzer.record(number);
            Order order;
            try {
                order = OrderCodec.parseRecord(record.data(), RECEIVED);
            } catch (InvalidOrderException e) {
                // Most fuzzed records are no orders.
                continue;
            }
            orders++;
            ReceivedOrder received = new ReceivedOrder(order, RECEIVED);
            PlacedOrder placed = new PlacedOrder(received, "invoices/e/", 7, 60_000);

            StoredOrder stored = OrderItems.parse(TableItems.of(placed));

            assertThat(stored.received()).as(record::toString).isEqualTo(received);
            assertThat(OrderDocument.parse(OrderDocument.format(received)))
                    .as(record::toString)
                    .isEqualTo(received);
            // The archive line is what the API answers, byte for byte.
            assertThat(OrderDocument.format(stored.received()))
                    .as(record::toString)
                    .isEqualTo(OrderDocument.format(received));
        }
        assertThat(orders).as("orders of seed %s", seed).isGreaterThan(500);
    }
}
