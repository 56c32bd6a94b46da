package io.orderstream.query;

import io.orderstream.lambda.CannedAnswers;
import io.orderstream.lambda.PrimingRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import javax.net.ssl.HttpsURLConnection;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * Each query once from end to end, before SnapStart takes its snapshot: what they load, link and
 * compile is in it then. Of an invoice only what every request for one does: look whether it is
 * issued, and sign its address.
 *
 * <p>Without it the first request after each restore would load and link them. It opens no
 * connection: the clients that it makes for itself are the real ones over {@link CannedAnswers}. If
 * an answer is not as it should be it throws, and Lambda publishes no version: better than a
 * version that is slow, or broken, and says nothing.
 */
final class Priming {

    private static final String ACCOUNT = "priming";
    private static final String ID = "019aafd1-3b4c-8f21-9c3e-5d2b7a1f0e6d";
    private static final String ITEM =
            "{\"accountid\":{\"S\":\"priming\"},\"vendorid\":{\"S\":\"priming\"},"
                    + "\"vendorid_orderid\":{\"S\":\"priming#"
                    + ID
                    + "\"},\"orderid\":{\"S\":\""
                    + ID
                    + "\"},\"orderdate\":{\"S\":\"2026-11-23T10:11:12.123456Z\"},"
                    + "\"receivedat\":{\"S\":\"2026-11-23T10:11:12.480Z\"},"
                    + "\"details\":{\"S\":\"{\\\"unitprice\\\":\\\"4.5\\\",\\\"quantity\\\":2}\"},"
                    + "\"unitprice\":{\"N\":\"4.5\"},\"quantity\":{\"N\":\"2\"},"
                    + "\"total\":{\"N\":\"9\"},"
                    + "\"archive\":{\"S\":\"invoices/dt=2026-11-23/hh=10/slot=07/1763894000000-0000000041/\"},"
                    + "\"part\":{\"N\":\"0\"}}";

    private static final Map<String, String> PAIR =
            Map.of("accountid", ACCOUNT, "vendorid", "priming");
    private static final Map<String, String> ONE =
            Map.of("accountid", ACCOUNT, "vendorid", "priming", "orderid", ID);

    private static final AwsCredentialsProvider NOBODY =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("priming", "priming"));

    private Priming() {}

    static void run(QueryConfig config) {
        run(config, dynamoDb(), s3());
        // The trust store and the cipher suites: the one part of a call that has no place in a
        // canned one.
        HttpsURLConnection.getDefaultSSLSocketFactory();
    }

    static CannedAnswers dynamoDb() {
        return new CannedAnswers(
                "application/x-amz-json-1.0",
                request -> answer(request).getBytes(StandardCharsets.UTF_8));
    }

    static CannedAnswers s3() {
        return new CannedAnswers("application/json", request -> new byte[0]);
    }

    static void run(QueryConfig config, CannedAnswers dynamoDb, CannedAnswers s3) {
        // Nothing is sent anywhere, and nobody is asked who this is.
        try (DynamoDbClient tableClient =
                        DynamoDbOrderStore.builder()
                                .httpClient(dynamoDb)
                                .region(Region.US_EAST_1)
                                .credentialsProvider(NOBODY)
                                .build();
                S3Client bucketClient =
                        S3Client.builder()
                                .httpClient(s3)
                                .region(Region.US_EAST_1)
                                .credentialsProvider(NOBODY)
                                .build();
                S3Presigner presigner =
                        S3Presigner.builder()
                                .region(Region.US_EAST_1)
                                .credentialsProvider(NOBODY)
                                .build()) {
            QueryHandler handler =
                    new QueryHandler(
                            config,
                            new DynamoDbOrderStore(tableClient, config.tableName()),
                            () ->
                                    new S3InvoiceBucket(
                                            bucketClient,
                                            presigner,
                                            NOBODY,
                                            config.bucketName(),
                                            Clock.systemUTC()),
                            Clock.systemUTC());
            for (PrimingRequest request :
                    List.of(
                            PrimingRequest.get("/order", PAIR),
                            PrimingRequest.get("/order", ONE),
                            PrimingRequest.get("/orders", PAIR),
                            PrimingRequest.get("/invoice", ONE))) {
                request.from(config.accountClaim(), ACCOUNT).mustGive(200, handler);
            }
        }
    }

    private static String answer(SdkHttpRequest request) {
        String target = request.firstMatchingHeader("X-Amz-Target").orElse("");
        return target.endsWith("GetItem")
                ? "{\"Item\":" + ITEM + "}"
                : "{\"Count\":1,\"ScannedCount\":1,\"Items\":[" + ITEM + "]}";
    }
}
