package io.orderstream.benchmark.archive;

import io.orderstream.benchmark.standin.DynamoDbStandIn;
import io.orderstream.benchmark.standin.S3StandIn;
import io.orderstream.job.records.PlacedOrder;
import io.orderstream.job.sink.OrderItem;
import io.orderstream.lambda.priming.PrimingContext;
import io.orderstream.model.Order;
import io.orderstream.query.QueryConfig;
import io.orderstream.query.QueryHandler;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** The query function's handler in this process, in front of stand-ins. */
final class QueryFunction implements AutoCloseable {

    /** The rate of one connection in Amazon's performance guidelines for S3. */
    private static final long S3_BYTES_PER_SECOND = 85_000_000;

    private final DynamoDbStandIn dynamoDb;
    private final S3StandIn s3;
    private final QueryHandler handler;

    QueryFunction(Duration dynamoDbLatency, Duration s3Latency) {
        dynamoDb = new DynamoDbStandIn(dynamoDbLatency);
        s3 = new S3StandIn(s3Latency, S3_BYTES_PER_SECOND);
        // The function's clients find region, credentials and endpoints here.
        System.setProperty("aws.region", "us-east-1");
        System.setProperty("aws.accessKeyId", "standin");
        System.setProperty("aws.secretAccessKey", "standin");
        System.setProperty("aws.endpointUrlDynamoDb", dynamoDb.endpoint().toString());
        System.setProperty("aws.endpointUrlS3", s3.endpoint().toString());
        handler =
                new QueryHandler(
                        QueryConfig.from(
                                Map.of(
                                        "TABLE_NAME", "orders",
                                        "BUCKET_NAME", "archive",
                                        "AUTHORIZATION", "NONE")));
    }

    /** The bucket. */
    S3StandIn s3() {
        return s3;
    }

    /**
     * Answers a GET for one order, whose item is in the table.
     *
     * @param path {@code /order} or {@code /invoice}
     * @return the answer as Lambda gets it
     */
    String get(String path, PlacedOrder placed) throws IOException {
        dynamoDb.answerWith(OrderItem.json(placed));
        Order order = placed.received().order();
        byte[] event =
                """
                {"routeKey":"GET %1$s","requestContext":{"http":{"method":"GET","path":"%1$s"}},
                 "queryStringParameters":{"accountid":"%2$s","vendorid":"%3$s","orderid":"%4$s"}}
                """
                        .formatted(path, order.account(), order.vendor(), order.id())
                        .getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        handler.handleRequest(new ByteArrayInputStream(event), answer, new PrimingContext());
        return answer.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        System.clearProperty("aws.endpointUrlDynamoDb");
        System.clearProperty("aws.endpointUrlS3");
        dynamoDb.close();
        s3.close();
    }
}
