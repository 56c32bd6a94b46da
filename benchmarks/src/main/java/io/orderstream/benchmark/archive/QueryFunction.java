package io.orderstream.benchmark.archive;

import io.orderstream.benchmark.standin.DynamoDbStandIn;
import io.orderstream.benchmark.standin.S3StandIn;
import io.orderstream.job.records.PlacedRecord;
import io.orderstream.job.sink.TableItem;
import io.orderstream.lambda.priming.PrimingContext;
import io.orderstream.model.Order;
import io.orderstream.model.ReceivedOrder;
import io.orderstream.query.QueryConfig;
import io.orderstream.query.QueryHandler;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** The query function's handler in this process, with stand-ins for DynamoDB and S3. */
final class QueryFunction implements AutoCloseable {

    /** AWS's performance guidelines for S3 give 85 to 90 MB a second for one request. */
    private static final long S3_BYTES_PER_SECOND = 85_000_000;

    private final DynamoDbStandIn dynamoDb;
    private final S3StandIn s3;
    private final QueryHandler handler;

    QueryFunction(Duration dynamoDbLatency, Duration s3Latency) {
        dynamoDb = new DynamoDbStandIn(dynamoDbLatency);
        s3 = new S3StandIn(s3Latency, S3_BYTES_PER_SECOND);
        // The function's AWS clients read region, credentials and endpoints from these properties.
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

    /** Returns the stand-in for DynamoDB. */
    DynamoDbStandIn dynamoDb() {
        return dynamoDb;
    }

    /** Returns the stand-in for S3. */
    S3StandIn s3() {
        return s3;
    }

    /**
     * Makes the stand-in for DynamoDB answer with the order's item, and calls the handler with a
     * GET for that order.
     *
     * @param path {@code /order} or {@code /invoice}
     * @return the JSON that the handler returns to Lambda
     */
    String get(String path, PlacedRecord placed) throws IOException {
        dynamoDb.answerWith(TableItem.json(placed));
        return get(path, parametersOf(((ReceivedOrder) placed.received()).order()));
    }

    /** Returns the parameters of a query for one order, as a JSON object. */
    static String parametersOf(Order order) {
        return "{\"accountid\":\"%s\",\"vendorid\":\"%s\",\"orderid\":\"%s\"}"
                .formatted(order.account(), order.vendor(), order.id());
    }

    /**
     * Calls the handler.
     *
     * @param parameters the query's parameters, as a JSON object
     * @return the JSON that the handler returns to Lambda
     */
    String get(String path, String parameters) throws IOException {
        byte[] event =
                """
                {"routeKey":"GET %1$s","requestContext":{"http":{"method":"GET","path":"%1$s"}},
                 "queryStringParameters":%2$s}
                """
                        .formatted(path, parameters)
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
