package io.orderstream.job.records;

import static io.orderstream.job.RecordBuilder.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.job.records.RejectedRecord.Reason;
import io.orderstream.model.EventId;
import io.orderstream.model.OrderId;
import io.orderstream.model.Received;
import io.orderstream.model.wire.Problem;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.SerializerTestBase;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * Runs Flink's own test of serializers with the serializers of this package. The serializer of
 * {@link Seen} is left out, since it writes no bytes and Flink's test expects at least one. {@code
 * DeduplicateTest} covers it.
 */
class RecordSerializersTest {

    private static final StreamRecord RECORD = order().record();
    private static final StreamRecord BINARY =
            order().at("shardId-000000000011", "42")
                    .partitionKey("ключ")
                    .receivedAt("1970-01-01T00:00:00.001Z")
                    .record(new byte[] {0, (byte) 0xff, 10});

    private static final StreamRecord AGGREGATE =
            new StreamRecord(
                    new byte[] {(byte) 0xf3, (byte) 0x89, (byte) 0x9a, (byte) 0xc2},
                    new StreamPosition("shardId-000000000011", "43"),
                    "a",
                    Instant.EPOCH,
                    Optional.of(AggregateFlaw.OTHER_SHARD));

    private static final StreamRecord FOURTH_OF_AGGREGATE =
            order().at("shardId-000000000011", "44").indexInAggregate(3).record();

    /**
     * More than 64,000 bytes in UTF-8. {@code writeUTF} would need more than 96,000 bytes, and its
     * limit is 65,535.
     */
    private static final String LONG_DETAILS =
            "{\"unitprice\":1,\"quantity\":1,\"note\":\"" + "\uD83D\uDE00".repeat(16_000) + "\"}";

    private static final Received[] ORDERS = {
        order().received(),
        order().orderDate("9999-12-31T23:59:59.999999999Z")
                .receivedAt("9999-12-31T23:59:59Z")
                .received(),
        order().orderDate("1970-01-01T00:00:00Z").received(),
        order().details("{\"unitprice\":0,\"quantity\":999999999999}").received(),
        order().details("{\"unitprice\":\"123456789012345.123456789\",\"quantity\":1}").received(),
        order().details(LONG_DETAILS).received(),
        order().idempotencyKey("01a207e3-6280-7c41-9f2e-5d2b7a1f0e6d").received(),
    };

    private static final Received[] EVENTS = {
        order().event("cancelled", ""),
        order().event("cancelled", ",\"reason\":\"\\u0000\uD83D\uDE00\\n\""),
        order().indexInAggregate(4_711).event("fulfilled", ",\"reference\":\"parcel 7\""),
        order().event(
                        "refunded",
                        ",\"amount\":\"123456789012345.123456789\",\"reason\":\"cold\","
                                + "\"ifversion\":999999999"),
        order().event(
                        "refunded",
                        ",\"amount\":1e-9,\"ifversion\":0,"
                                + "\"idempotencykey\":\"01a207e3-6280-7c41-9f2e-5d2b7a1f0e6d\""),
        order().at("shardId-1", "9".repeat(60)).event("cancelled", ""),
        order().orderDate("9999-12-31T00:00:00Z")
                .receivedAt("9999-12-31T23:59:59Z")
                .event("cancelled", ""),
    };

    @Nested
    class StreamRecords extends RecordSerializerTest<StreamRecord> {
        StreamRecords() {
            super(
                    RecordTypes.STREAM_RECORD,
                    new StreamRecord[] {RECORD, BINARY, AGGREGATE, FOURTH_OF_AGGREGATE});
        }
    }

    @Nested
    class ReceivedOrders extends RecordSerializerTest<Received> {
        ReceivedOrders() {
            super(RecordTypes.RECEIVED, ORDERS);
        }
    }

    @Nested
    class ReceivedEvents extends RecordSerializerTest<Received> {
        ReceivedEvents() {
            super(RecordTypes.RECEIVED, EVENTS);
        }
    }

    @Nested
    class PlacedRecords extends RecordSerializerTest<PlacedRecord> {
        PlacedRecords() {
            super(
                    RecordTypes.PLACED_RECORD,
                    new PlacedRecord[] {
                        new PlacedRecord(ORDERS[0], "invoices/a/", 0, 0),
                        new PlacedRecord(ORDERS[1], "invoices/b/", 127, 5_242_880),
                        new PlacedRecord(EVENTS[0], "events/b/", 127, 5_242_880)
                    });
        }
    }

    @Nested
    class ArchiveLines extends RecordSerializerTest<ArchiveLine> {
        ArchiveLines() {
            super(
                    RecordTypes.ARCHIVE_LINE,
                    new ArchiveLine[] {
                        new ArchiveLine("", new byte[0]),
                        new ArchiveLine("events/dt=2026-11-23/hh=10/", new byte[] {1, -1, '\n'})
                    });
        }
    }

    @Nested
    class OrderIds extends RecordSerializerTest<OrderId> {
        OrderIds() {
            super(
                    RecordTypes.ORDER_ID,
                    new OrderId[] {
                        ORDERS[0].orderId(),
                        ORDERS[1].orderId(),
                        OrderId.of("00000000-0000-8000-8000-000000000000"),
                        OrderId.of("00000000-0000-8fff-bfff-ffffffffffff"),
                        // The ids with the last date that fits into 15 bytes, with the first date
                        // that does not fit, and with the last date of all.
                        OrderId.of("3fffffff-fffe-8fff-bfff-ffffffffffff"),
                        OrderId.of("3fffffff-ffff-8000-8000-000000000000"),
                        OrderId.of("ffffffff-ffff-8fff-bfff-ffffffffffff")
                    });
        }

        @Test
        void usuallyTake15Bytes() throws Exception {
            DataOutputSerializer out = new DataOutputSerializer(32);

            createSerializer().serialize(ORDERS[0].orderId(), out);

            assertThat(out.length()).isEqualTo(15);
        }
    }

    @Nested
    class EventIds extends RecordSerializerTest<EventId> {
        EventIds() {
            super(
                    RecordTypes.EVENT_ID,
                    new EventId[] {
                        EventId.of("01a22198-ed00-87ba-afaf-8628baddbc6f"),
                        EventId.of("00000000-0000-8000-8000-000000000000"),
                        EventId.of("ffffffff-ffff-8fff-bfff-ffffffffffff")
                    });
        }
    }

    @Nested
    class RejectedRecords extends RecordSerializerTest<RejectedRecord> {
        RejectedRecords() {
            super(
                    RecordTypes.REJECTED_RECORD,
                    new RejectedRecord[] {
                        new RejectedRecord(
                                Reason.INVALID,
                                List.of(
                                        new Problem("a", "b", "c"),
                                        new Problem("d", "e", "f".repeat(81))),
                                RECORD),
                        new RejectedRecord(
                                Reason.TOO_LARGE,
                                Collections.nCopies(4_711, new Problem("g", "h", "i")),
                                BINARY)
                    });
        }
    }

    private abstract static class RecordSerializerTest<T> extends SerializerTestBase<T> {

        private final TypeInformation<T> type;
        private final T[] values;

        RecordSerializerTest(TypeInformation<T> type, T[] values) {
            this.type = type;
            this.values = values;
        }

        @Override
        protected TypeSerializer<T> createSerializer() {
            return type.createSerializer(
                    new org.apache.flink.api.common.ExecutionConfig().getSerializerConfig());
        }

        /**
         * The serializers make no empty instance, since they never read into an existing instance.
         */
        @Test
        @Override
        protected void testInstantiate() {
            assertThat(createSerializer().createInstance()).isNull();
        }

        @Override
        protected int getLength() {
            return -1;
        }

        @Override
        protected Class<T> getTypeClass() {
            return type.getTypeClass();
        }

        @Override
        protected T[] getTestData() {
            return values;
        }
    }
}
