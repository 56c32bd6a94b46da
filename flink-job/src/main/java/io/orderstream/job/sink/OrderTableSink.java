package io.orderstream.job.sink;

import io.orderstream.job.config.JobConfig;
import io.orderstream.job.records.PlacedRecord;
import io.orderstream.job.records.RecordTypes;
import java.io.IOException;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * Writes orders and events to the table, each at least once. A {@link PlacedRecord} always makes
 * the same item, so a repeated write puts the same item again.
 *
 * <pre>{@code
 * placed.sinkTo(OrderTableSink.of(config)).uid("table");
 * }</pre>
 *
 * <p>The state consists of the orders and events that the table has not confirmed. Each order or
 * event is an element of its own, so a job with another parallelism can spread them over its
 * subtasks.
 */
public final class OrderTableSink
        implements Sink<PlacedRecord>, SupportsWriterState<PlacedRecord, PlacedRecord> {

    private static final long serialVersionUID = 2;

    private final String tableName;
    private final String region;
    // Optional is not serializable.
    private final URI endpoint;

    private OrderTableSink(JobConfig config) {
        this.tableName = config.tableName();
        this.region = config.tableRegion();
        this.endpoint = config.tableEndpoint().orElse(null);
    }

    /** The sink for the configured table. */
    public static OrderTableSink of(JobConfig config) {
        return new OrderTableSink(config);
    }

    // This method is abstract in Flink 1.20, but Flink calls only the method with
    // WriterInitContext.
    @Deprecated
    @Override
    public StatefulSinkWriter<PlacedRecord, PlacedRecord> createWriter(InitContext context) {
        throw new UnsupportedOperationException("createWriter(InitContext)");
    }

    @Override
    public StatefulSinkWriter<PlacedRecord, PlacedRecord> createWriter(WriterInitContext context) {
        return restoreWriter(context, List.of());
    }

    @Override
    public StatefulSinkWriter<PlacedRecord, PlacedRecord> restoreWriter(
            WriterInitContext context, Collection<PlacedRecord> unconfirmed) {
        return new OrderTableWriter(
                context,
                unconfirmed,
                TableClient.connect(region, Optional.ofNullable(endpoint)),
                tableName);
    }

    @Override
    public SimpleVersionedSerializer<PlacedRecord> getWriterStateSerializer() {
        return new StateSerializer();
    }

    private static final class StateSerializer implements SimpleVersionedSerializer<PlacedRecord> {

        /** The version of state that has orders and events. */
        private static final int VERSION = 5;

        /**
         * The version of older state, which has only orders. Orders have the same bytes in both
         * versions.
         */
        private static final int ONLY_ORDERS = 4;

        private static final int USUAL_BYTES = 512;

        @Override
        public int getVersion() {
            return VERSION;
        }

        @Override
        public byte[] serialize(PlacedRecord placed) throws IOException {
            DataOutputSerializer out = new DataOutputSerializer(USUAL_BYTES);
            RecordTypes.serializer(PlacedRecord.class).serialize(placed, out);
            return out.getCopyOfBuffer();
        }

        @Override
        public PlacedRecord deserialize(int version, byte[] serialized) throws IOException {
            if (version != VERSION && version != ONLY_ORDERS) {
                throw new IOException(
                        "Unconfirmed orders and events: this job reads the versions "
                                + ONLY_ORDERS
                                + " and "
                                + VERSION
                                + ", the snapshot has version "
                                + version);
            }
            return RecordTypes.serializer(PlacedRecord.class)
                    .deserialize(new DataInputDeserializer(serialized));
        }
    }
}
