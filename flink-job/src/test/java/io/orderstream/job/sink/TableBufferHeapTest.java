package io.orderstream.job.sink;

import static io.orderstream.job.RecordBuilder.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.job.RecordBuilder;
import io.orderstream.job.records.PlacedRecord;
import io.orderstream.job.records.RecordTypes;
import io.orderstream.job.sink.TableBuffer.Batch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

/** Measures how much heap a full buffer takes, compared with its bound in bytes. */
class TableBufferHeapTest {

    /** The buffer is large, so that garbage of other tests does not change the result. */
    private static final long BUFFER_BYTES = 64L << 20;

    @Test
    void usualOrdersTakeAboutTwoThirdsOfTheBound() throws Exception {
        assertThat(heapOfFullBuffer(number -> usual(number).inSlot(3), false))
                .isBetween(BUFFER_BYTES / 2, BUFFER_BYTES * 8 / 10);
    }

    @Test
    void largeOrdersTakeAboutTheBound() throws Exception {
        assertThat(heapOfFullBuffer(number -> large(number, "x").inSlot(3), false))
                .isBetween(BUFFER_BYTES * 9 / 10, BUFFER_BYTES * 11 / 10);
    }

    @Test
    void largeOrdersWithTwoBytesPerCharacterTakeAboutTheBound() throws Exception {
        assertThat(heapOfFullBuffer(number -> large(number, "я").inSlot(3), false))
                .isBetween(BUFFER_BYTES * 9 / 10, BUFFER_BYTES * 11 / 10);
    }

    /** As a map of DynamoDB attributes, such an order would take 3 MB. */
    @Test
    void largeOrdersOfManySmallObjectsTakeAboutTheBound() throws Exception {
        String objects = "\",\"n\":[" + "{},".repeat(21_000) + "{}],\"m\":\"";

        assertThat(heapOfFullBuffer(number -> large(number, objects).inSlot(3), false))
                .isBetween(BUFFER_BYTES * 9 / 10, BUFFER_BYTES * 11 / 10);
    }

    /** Each order has the longest ids and an account of its own. The table refuses all orders. */
    @Test
    void theWorstOrdersTakeAtMostAFifthMoreThanTheBound() throws Exception {
        assertThat(heapOfFullBuffer(number -> worst(number).inSlot(3), true))
                .isBetween(BUFFER_BYTES * 8 / 10, BUFFER_BYTES * 12 / 10);
    }

    @Test
    void usualEventsTakeAboutHalfOfTheBound() throws Exception {
        assertThat(heapOfFullBuffer(number -> usual(number).eventInSlot(3, "cancelled", ""), false))
                .isBetween(BUFFER_BYTES * 4 / 10, BUFFER_BYTES * 6 / 10);
    }

    /**
     * Each event has the longest ids, all members of a refund, and an account of its own. Its
     * reason is short, so the buffer counts little more than {@link TableBuffer#EVENT_BYTES} for
     * the event. The table refuses all events.
     */
    @Test
    void theWorstEventsTakeAtMostAFifthMoreThanTheBound() throws Exception {
        String more =
                ",\"amount\":\"123456789012345.123456789\",\"ifversion\":999999999,"
                        + "\"reason\":\"x\",\"idempotencykey\":\""
                        + "01a207e3-6280-7c41-9f2e-5d2b7a1f0e6d\"";

        assertThat(heapOfFullBuffer(number -> worst(number).eventInSlot(3, "refunded", more), true))
                .isBetween(BUFFER_BYTES * 8 / 10, BUFFER_BYTES * 12 / 10);
    }

    private long heapOfFullBuffer(IntFunction<PlacedRecord> records, boolean refused)
            throws Exception {
        List<Runnable> pausing = new ArrayList<>();
        TableBuffer orders = new TableBuffer(BUFFER_BYTES, (millis, then) -> pausing.add(then));
        int count = 0;
        while (!orders.isFull()) {
            orders.add(restored(records.apply(count++)));
        }
        if (refused) {
            for (Optional<Batch> next = orders.next(); next.isPresent(); next = orders.next()) {
                Batch batch = next.get();
                orders.answered(
                        batch,
                        batch.records().stream()
                                .map(order -> order.received().orderId())
                                .collect(Collectors.toSet()));
            }
        }
        long withOrders = usedHeap();
        assertThat(orders.isFull()).isTrue();
        orders = null;
        pausing.clear();
        return withOrders - usedHeap();
    }

    /**
     * A copy that shares no strings with other orders. Orders from the network or from a checkpoint
     * do not share strings either.
     */
    private static PlacedRecord restored(PlacedRecord order) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(512);
        RecordTypes.serializer(PlacedRecord.class).serialize(order, out);
        return RecordTypes.serializer(PlacedRecord.class)
                .deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
    }

    private static RecordBuilder usual(int number) {
        return order().account("a" + number);
    }

    private static RecordBuilder large(int number, String text) {
        String details = "{\"unitprice\":1,\"quantity\":1,\"note\":\"%s\"}";
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        int room = 64 * 1024 - details.length() + 2;
        return order().account("a" + number)
                .details(details.replace("%s", text.repeat(room / bytes)));
    }

    private static RecordBuilder worst(int number) {
        String id = "a" + number;
        return order().account(id + "x".repeat(128 - id.length()))
                .vendor("v".repeat(128))
                .details("{\"unitprice\":\"123456789012345.123456789\",\"quantity\":1}");
    }

    private static long usedHeap() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
