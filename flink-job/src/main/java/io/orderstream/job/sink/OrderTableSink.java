package io.orderstream.job.sink;

import io.orderstream.job.JobConfig;
import io.orderstream.job.records.PlacedOrder;
import java.net.URI;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import org.apache.flink.connector.base.sink.AsyncSinkBase;
import org.apache.flink.connector.base.sink.writer.BufferedRequestState;
import org.apache.flink.connector.base.sink.writer.config.AsyncSinkWriterConfiguration;
import org.apache.flink.connector.dynamodb.sink.DynamoDbWriteRequest;
import org.apache.flink.connector.dynamodb.sink.DynamoDbWriteRequestType;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * The table of orders as a sink. At least once; since the item of one record is always the same,
 * that is as good as once.
 *
 * <pre>{@code
 * orders.sinkTo(OrderTableSink.of(config)).uid("table");
 * }</pre>
 *
 * <p>It is made of the parts that the connector's own sink is made of, with a writer that survives
 * an outage (see {@link OrderTableWriter}) and a state serializer that knows no limit of length
 * (see {@link BufferedItemsSerializer}).
 */
// StatefulSink, deprecated in Flink 1.20, is what AsyncSinkBase implements there.
@SuppressWarnings("deprecation")
public final class OrderTableSink extends AsyncSinkBase<PlacedOrder, DynamoDbWriteRequest> {

    private static final long serialVersionUID = 1;

    // The defaults of the connector's sink.
    private static final int MAX_IN_FLIGHT_REQUESTS = 50;
    private static final int MAX_BUFFERED_REQUESTS = 10_000;
    private static final long MAX_BATCH_BYTES = 16L * 1024 * 1024;
    private static final long MAX_ITEM_BYTES = 400L * 1024;

    private final String tableName;
    private final String region;
    // Optional is not serializable.
    private final URI endpoint;

    private OrderTableSink(JobConfig config) {
        super(
                (placed, context) -> put(placed),
                config.tableBatchSize(),
                MAX_IN_FLIGHT_REQUESTS,
                MAX_BUFFERED_REQUESTS,
                MAX_BATCH_BYTES,
                config.tableBufferTime().toMillis(),
                MAX_ITEM_BYTES);
        this.tableName = config.tableName();
        this.region = config.tableRegion();
        this.endpoint = config.tableEndpoint().orElse(null);
    }

    /** The sink for the configured table. */
    public static OrderTableSink of(JobConfig config) {
        return new OrderTableSink(config);
    }

    @Override
    public StatefulSinkWriter<PlacedOrder, BufferedRequestState<DynamoDbWriteRequest>> createWriter(
            InitContext context) {
        return restoreWriter(context, Collections.emptyList());
    }

    @Override
    public StatefulSinkWriter<PlacedOrder, BufferedRequestState<DynamoDbWriteRequest>>
            restoreWriter(
                    InitContext context,
                    Collection<BufferedRequestState<DynamoDbWriteRequest>> buffered) {
        return new OrderTableWriter(
                getElementConverter(),
                context,
                AsyncSinkWriterConfiguration.builder()
                        .setMaxBatchSize(getMaxBatchSize())
                        .setMaxBatchSizeInBytes(getMaxBatchSizeInBytes())
                        .setMaxInFlightRequests(getMaxInFlightRequests())
                        .setMaxBufferedRequests(getMaxBufferedRequests())
                        .setMaxTimeInBufferMS(getMaxTimeInBufferMS())
                        .setMaxRecordSizeInBytes(getMaxRecordSizeInBytes())
                        .build(),
                buffered,
                TableClient.connect(region, Optional.ofNullable(endpoint)),
                tableName);
    }

    @Override
    public SimpleVersionedSerializer<BufferedRequestState<DynamoDbWriteRequest>>
            getWriterStateSerializer() {
        return new BufferedItemsSerializer();
    }

    private static DynamoDbWriteRequest put(PlacedOrder placed) {
        return DynamoDbWriteRequest.builder()
                .setType(DynamoDbWriteRequestType.PUT)
                .setItem(OrderItem.of(placed))
                .build();
    }
}
