package io.orderstream.job.sink;

import io.orderstream.job.JobConfig;
import io.orderstream.job.records.PlacedOrder;
import io.orderstream.model.OrderTable;
import java.util.List;
import java.util.Properties;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.aws.config.AWSConfigConstants;
import org.apache.flink.connector.dynamodb.sink.DynamoDbSink;
import org.apache.flink.connector.dynamodb.sink.DynamoDbWriteRequest;
import org.apache.flink.connector.dynamodb.sink.DynamoDbWriteRequestType;

/**
 * The table of orders as a sink. At least once; since an order's item is always the same, that is
 * as good as once.
 */
public final class OrderTableSink {

    private OrderTableSink() {}

    /** The sink for the configured table. */
    public static Sink<PlacedOrder> of(JobConfig config) {
        Properties properties = new Properties();
        properties.setProperty(AWSConfigConstants.AWS_REGION, config.tableRegion());
        config.tableEndpoint()
                .ifPresent(
                        uri ->
                                properties.setProperty(
                                        AWSConfigConstants.AWS_ENDPOINT, uri.toString()));
        return DynamoDbSink.<PlacedOrder>builder()
                .setTableName(config.tableName())
                .setDynamoDbProperties(properties)
                .setElementConverter((placed, context) -> put(placed))
                // Two items with equal keys in one batch are a validation error, which is fatal.
                .setOverwriteByPartitionKeys(
                        List.of(OrderTable.ACCOUNT_ID, OrderTable.VENDOR_ID_ORDER_ID))
                // A throttled table is waited for; failing would replay into the same throttling.
                .setFailOnError(false)
                .setMaxBatchSize(config.tableBatchSize())
                .setMaxTimeInBufferMS(config.tableBufferTime().toMillis())
                .build();
    }

    private static DynamoDbWriteRequest put(PlacedOrder placed) {
        return DynamoDbWriteRequest.builder()
                .setType(DynamoDbWriteRequestType.PUT)
                .setItem(OrderItem.of(placed))
                .build();
    }
}
