package io.orderstream.job.sink;

import io.orderstream.job.config.JobConfig;
import io.orderstream.job.records.PlacedOrder;
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
 * Writes orders to the table, each at least once. Writing a {@link PlacedOrder} again changes
 * nothing, because its item is always the same.
 *
 * <pre>{@code
 * orders.sinkTo(OrderTableSink.of(config)).uid("table");
 * }</pre>
 *
 * <p>The state consists of the orders that the table has not confirmed. Each order is an element of
 * its own, so a job with another parallelism can spread them over its subtasks.
 */
public final class OrderTableSink
        implements Sink<PlacedOrder>, SupportsWriterState<PlacedOrder, PlacedOrder> {

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
    public StatefulSinkWriter<PlacedOrder, PlacedOrder> createWriter(InitContext context) {
        throw new UnsupportedOperationException("createWriter(InitContext)");
    }

    @Override
    public StatefulSinkWriter<PlacedOrder, PlacedOrder> createWriter(WriterInitContext context) {
        return restoreWriter(context, List.of());
    }

    @Override
    public StatefulSinkWriter<PlacedOrder, PlacedOrder> restoreWriter(
            WriterInitContext context, Collection<PlacedOrder> unconfirmed) {
        return new OrderTableWriter(
                context,
                unconfirmed,
                TableClient.connect(region, Optional.ofNullable(endpoint)),
                tableName);
    }

    @Override
    public SimpleVersionedSerializer<PlacedOrder> getWriterStateSerializer() {
        return new StateSerializer();
    }

    private static final class StateSerializer implements SimpleVersionedSerializer<PlacedOrder> {

        private static final int VERSION = 4;

        private static final int USUAL_BYTES = 512;

        @Override
        public int getVersion() {
            return VERSION;
        }

        @Override
        public byte[] serialize(PlacedOrder order) throws IOException {
            DataOutputSerializer out = new DataOutputSerializer(USUAL_BYTES);
            RecordTypes.serializer(PlacedOrder.class).serialize(order, out);
            return out.getCopyOfBuffer();
        }

        @Override
        public PlacedOrder deserialize(int version, byte[] serialized) throws IOException {
            if (version != VERSION) {
                throw new IOException(
                        "Unconfirmed orders: this job reads version "
                                + VERSION
                                + ", the snapshot has version "
                                + version);
            }
            return RecordTypes.serializer(PlacedOrder.class)
                    .deserialize(new DataInputDeserializer(serialized));
        }
    }
}
