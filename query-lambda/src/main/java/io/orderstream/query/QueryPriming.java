package io.orderstream.query;

import io.orderstream.lambda.priming.CannedAnswers;
import io.orderstream.lambda.priming.PrimingRequest;
import io.orderstream.model.LogPosition;
import io.orderstream.query.invoices.S3InvoiceBucket;
import io.orderstream.query.orders.DynamoDbOrderStore;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * Runs each query from end to end before SnapStart takes its snapshot, so that the snapshot
 * contains the classes that the queries need (docs/decisions/0012). Canned answers take the place
 * of the table and the bucket. In these answers, the order has one event, and its invoice and
 * credit note are already issued. So a query for the invoice or the credit note makes no document.
 * The query only finds that the document exists, and signs the document's address. The query for
 * the invoice also lists the order's folder in the archive, as every query for an invoice does.
 *
 * <p>Priming opens no connection: it uses clients of the SDK whose HTTP client is {@link
 * CannedAnswers}. If the function answers a query with another status than 200, priming throws, and
 * Lambda does not publish the version.
 */
final class QueryPriming {

    private static final String ACCOUNT = "priming";
    private static final String ID = "01a207e3-627b-8f21-9c3e-5d2b7a1f0e6d";
    private static final String EVENT_ID = "01a207e4-4cdb-8f21-9c3e-5d2b7a1f0e6d";
    private static final String ORDER =
            """
            {
              "accountid": {"S": "priming"},
              "vendorid": {"S": "priming"},
              "vendorid_orderid": {"S": "priming#%1$s"},
              "orderid": {"S": "%1$s"},
              "orderdate": {"S": "2026-11-23T10:11:12.123456Z"},
              "receivedat": {"S": "2026-11-23T10:11:12.480Z"},
              "details": {"S": "{\\"unitprice\\":\\"4.5\\",\\"quantity\\":2}"},
              "unitprice": {"N": "4.5"},
              "quantity": {"N": "2"},
              "total": {"N": "9"},
              "archive": {
                "S": "invoices/dt=2026-11-23/hh=10/slot=07/1795426200000-0000000041/"
              },
              "part": {"N": "0"},
              "lineoffset": {"N": "0"}
            }
            """
                    .formatted(ID);
    private static final String EVENT =
            """
            {
              "accountid": {"S": "priming"},
              "vendorid_orderid": {"S": "priming#%1$s#%2$s#%3$s"},
              "orderid": {"S": "%1$s"},
              "type": {"S": "cancelled"},
              "eventdate": {"S": "2026-11-23T10:12:12.123456Z"},
              "receivedat": {"S": "2026-11-23T10:12:12.480Z"},
              "sequence": {"S": "%2$s"},
              "ifversion": {"N": "0"},
              "reason": {"S": "priming"},
              "archive": {
                "S": "events/dt=2026-11-23/hh=10/slot=00/1795426200000-0000000041/"
              },
              "part": {"N": "0"},
              "lineoffset": {"N": "0"}
            }
            """
                    .formatted(ID, LogPosition.of("1", 0), EVENT_ID);

    private static final Map<String, String> ACCOUNT_AND_VENDOR =
            Map.of("accountid", ACCOUNT, "vendorid", "priming");
    private static final Map<String, String> ONE_ORDER =
            Map.of("accountid", ACCOUNT, "vendorid", "priming", "orderid", ID);
    private static final Map<String, String> CREDIT_NOTE =
            Map.of("accountid", ACCOUNT, "orderid", ID, "document", "creditnote");

    private QueryPriming() {}

    static void run(QueryConfig config) {
        run(config, dynamoDb(), s3());
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
        try (DynamoDbClient table = dynamoDb.client(DynamoDbClient.builder());
                S3Client bucket = s3.client(S3Client.builder());
                S3Presigner presigner =
                        S3Presigner.builder()
                                .region(CannedAnswers.REGION)
                                .credentialsProvider(CannedAnswers.CREDENTIALS)
                                .build()) {
            QueryHandler handler =
                    new QueryHandler(
                            config,
                            deadline -> new DynamoDbOrderStore(table, config.tableName(), deadline),
                            () ->
                                    deadline ->
                                            new S3InvoiceBucket(
                                                    bucket,
                                                    presigner,
                                                    CannedAnswers.CREDENTIALS,
                                                    config.bucketName(),
                                                    deadline),
                            Clock.systemUTC());
            PrimingRequest.requireStatus(
                    200,
                    handler,
                    config.accountClaim(),
                    ACCOUNT,
                    PrimingRequest.get("/order", ACCOUNT_AND_VENDOR),
                    PrimingRequest.get("/order", ONE_ORDER),
                    PrimingRequest.get("/orders", ACCOUNT_AND_VENDOR),
                    PrimingRequest.get("/order/events", ONE_ORDER),
                    PrimingRequest.get("/invoice", ONE_ORDER),
                    PrimingRequest.get("/invoice", CREDIT_NOTE));
        }
    }

    private static String answer(SdkHttpRequest request) {
        String target = request.firstMatchingHeader("X-Amz-Target").orElse("");
        return target.endsWith("GetItem")
                ? "{\"Item\":" + ORDER + "}"
                : "{\"Count\":2,\"ScannedCount\":2,\"Items\":[" + ORDER + "," + EVENT + "]}";
    }
}
