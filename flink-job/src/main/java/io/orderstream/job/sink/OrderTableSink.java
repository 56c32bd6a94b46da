package io.orderstream.job.sink;

import io.orderstream.job.JobConfig;
import io.orderstream.job.records.PlacedOrder;
import io.orderstream.model.OrderTable;
import java.util.List;
import java.util.Properties;
import org.apache.flink.connector.aws.config.AWSConfigConstants;
import org.apache.flink.connector.base.sink.writer.BufferedRequestState;
import org.apache.flink.connector.dynamodb.sink.DynamoDbSink;
import org.apache.flink.connector.dynamodb.sink.DynamoDbWriteRequest;
import org.apache.flink.connector.dynamodb.sink.DynamoDbWriteRequestType;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * The table of orders as a sink. At least once; since an order's item is always the same, that is
 * as good as once.
 *
 * <pre>{@code
 * orders.sinkTo(OrderTableSink.of(config)).uid("table");
 * }</pre>
 *
 * <p>It is the connector's sink with a state serializer of its own: see {@link
 * BufferedItemsSerializer}.
 */
public final class OrderTableSink extends DynamoDbSink<PlacedOrder> {

    // The connector's own defaults, which its constructor, unlike its builder, wants to be told.
    private static final int MAX_IN_FLIGHT_REQUESTS = 50;
    private static final int MAX_BUFFERED_REQUESTS = 10_000;
    private static final long MAX_BATCH_BYTES = 16L * 1024 * 1024;
    private static final long MAX_ITEM_BYTES = 400L * 1024;

    /** A throttled table is waited for: to fail would be to replay into the same throttling. */
    private static final boolean FAIL_ON_ERROR = false;

    /** Two items with equal keys in one batch are a validation error, which is fatal. */
    private static final List<String> KEYS =
            List.of(OrderTable.ACCOUNT_ID, OrderTable.VENDOR_ID_ORDER_ID);

    private OrderTableSink(JobConfig config, Properties client) {
        super(
                (placed, context) -> put(placed),
                config.tableBatchSize(),
                MAX_IN_FLIGHT_REQUESTS,
                MAX_BUFFERED_REQUESTS,
                MAX_BATCH_BYTES,
                config.tableBufferTime().toMillis(),
                MAX_ITEM_BYTES,
                FAIL_ON_ERROR,
                config.tableName(),
                KEYS,
                client);
    }

    /** The sink for the configured table. */
    public static OrderTableSink of(JobConfig config) {
        Properties client = new Properties();
        client.setProperty(AWSConfigConstants.AWS_REGION, config.tableRegion());
        config.tableEndpoint()
                .ifPresent(
                        uri -> client.setProperty(AWSConfigConstants.AWS_ENDPOINT, uri.toString()));
        return new OrderTableSink(config, client);
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
