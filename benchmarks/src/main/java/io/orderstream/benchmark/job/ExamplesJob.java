package io.orderstream.benchmark.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.orderstream.job.records.StreamRecord;
import io.orderstream.model.storage.OrderTable;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.connector.aws.config.AWSConfigConstants;
import org.apache.flink.connector.dynamodb.sink.DynamoDbSink;
import org.apache.flink.connector.dynamodb.sink.DynamoDbWriteRequest;
import org.apache.flink.connector.dynamodb.sink.DynamoDbWriteRequestType;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.functions.sink.filesystem.bucketassigners.DateTimeBucketAssigner;
import org.apache.flink.streaming.api.functions.sink.filesystem.rollingpolicies.OnCheckpointRollingPolicy;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The job that someone would write from the examples of the Flink connectors. Jackson parses each
 * record into a POJO. The job does not validate and does not deduplicate. The DynamoDB connector's
 * sink writes the table. If several items of one BatchWriteItem have the same key, the sink keeps
 * only the last of them, because DynamoDB refuses equal keys there. Flink's FileSink writes the
 * archive, with one folder for each hour, and ends each file at a checkpoint. All sizes and limits
 * are the connectors' defaults.
 */
final class ExamplesJob {

    private static final ObjectMapper JSON = new ObjectMapper();

    private ExamplesJob() {}

    static void define(DataStream<StreamRecord> records, StandIns standIns) {
        DataStream<CoffeeOrder> orders = records.map(ExamplesJob::parse).returns(CoffeeOrder.class);
        orders.sinkTo(
                DynamoDbSink.<CoffeeOrder>builder()
                        .setTableName(StandIns.TABLE)
                        .setElementConverter(ExamplesJob::item)
                        .setOverwriteByPartitionKeys(
                                List.of(OrderTable.ACCOUNT_ID, OrderTable.VENDOR_ID_ORDER_ID))
                        .setDynamoDbProperties(properties(standIns))
                        .build());
        URI archive = URI.create("s3a://" + StandIns.BUCKET + "/orders");
        orders.sinkTo(
                FileSink.<CoffeeOrder>forRowFormat(
                                new Path(archive),
                                (order, stream) -> {
                                    stream.write(JSON.writeValueAsBytes(order));
                                    stream.write('\n');
                                })
                        .withBucketAssigner(new DateTimeBucketAssigner<>("'dt='yyyy-MM-dd/'hh='HH"))
                        .withRollingPolicy(OnCheckpointRollingPolicy.build())
                        .build());
    }

    private static Properties properties(StandIns standIns) {
        Properties properties = new Properties();
        properties.setProperty(AWSConfigConstants.AWS_REGION, StandIns.REGION);
        properties.setProperty(
                AWSConfigConstants.AWS_ENDPOINT, standIns.dynamoDb().endpoint().toString());
        // The connector's default is HTTP/2, but the stand-in supports HTTP/1.1 only.
        properties.setProperty(AWSConfigConstants.HTTP_PROTOCOL_VERSION, "HTTP1_1");
        return properties;
    }

    private static CoffeeOrder parse(StreamRecord record) throws IOException {
        CoffeeOrder order = JSON.readValue(record.data(), Envelope.class).order;
        order.orderid = UUID.nameUUIDFromBytes(record.data()).toString();
        order.receivedat = record.receivedAt().toString();
        return order;
    }

    /** The JSON object around a posted order. */
    public static final class Envelope {
        public CoffeeOrder order;
    }

    /** An order as a POJO for Jackson and for Flink's POJO serializer. */
    public static final class CoffeeOrder {
        public String orderid;
        public String accountid;
        public String vendorid;
        public String orderdate;
        public String receivedat;
        public Coffee details;
    }

    /** An order's details. */
    public static final class Coffee {
        public String coffeetype;
        public String coffeesize;
        public BigDecimal unitprice;
        public long quantity;
    }

    private static DynamoDbWriteRequest item(CoffeeOrder order, SinkWriter.Context context) {
        Map<String, AttributeValue> details = new HashMap<>();
        details.put("coffeetype", AttributeValue.fromS(order.details.coffeetype));
        details.put("coffeesize", AttributeValue.fromS(order.details.coffeesize));
        details.put("unitprice", AttributeValue.fromN(order.details.unitprice.toString()));
        details.put("quantity", AttributeValue.fromN(Long.toString(order.details.quantity)));
        Map<String, AttributeValue> item = new HashMap<>();
        item.put(OrderTable.ACCOUNT_ID, AttributeValue.fromS(order.accountid));
        item.put(
                OrderTable.VENDOR_ID_ORDER_ID,
                AttributeValue.fromS(order.vendorid + "#" + order.orderid));
        item.put(OrderTable.ORDER_DATE, AttributeValue.fromS(order.orderdate));
        item.put(OrderTable.RECEIVED_AT, AttributeValue.fromS(order.receivedat));
        item.put(OrderTable.DETAILS, AttributeValue.fromM(details));
        return DynamoDbWriteRequest.builder()
                .setType(DynamoDbWriteRequestType.PUT)
                .setItem(item)
                .build();
    }
}
