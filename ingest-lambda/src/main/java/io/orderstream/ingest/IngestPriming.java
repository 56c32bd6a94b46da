package io.orderstream.ingest;

import io.orderstream.lambda.priming.CannedAnswers;
import io.orderstream.lambda.priming.PrimingRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/**
 * Sends one request to each route before SnapStart takes its snapshot. So the snapshot contains the
 * classes that requests need, loaded and linked.
 *
 * <p>Without priming, the first request after each restore would load and link these classes.
 * Priming opens no connection: its Kinesis client is a real client with {@link CannedAnswers} as
 * its HTTP client. If an answer has another status than 202, priming throws, and Lambda does not
 * publish the version. Without this check, a slow or broken version could be published unnoticed.
 */
final class IngestPriming {

    private static final String ACCOUNT = "priming";
    private static final String ORDER =
            "{\"order\":{\"accountid\":\"priming\",\"vendorid\":\"priming\","
                    + "\"details\":{\"name\":\"priming\",\"unitprice\":\"4.5\","
                    + "\"quantity\":\"2\"}}}";
    private static final String BATCH = "{\"orders\":[" + ORDER + "]}";
    // The order's id and the idempotency key contain dates in 1970. So both dates are in the
    // past, whatever the clock shows.
    private static final String EVENT =
            "{\"event\":{\"type\":\"refunded\",\"accountid\":\"priming\",\"vendorid\":\"priming\","
                    + "\"orderid\":\"00000000-0000-8000-8000-000000000000\","
                    + "\"idempotencykey\":\"00000000-0000-7000-8000-000000000000\","
                    + "\"ifversion\":0,\"amount\":\"4.5\",\"reason\":\"priming\"}}";

    // Both answers are CBOR. The byte before a short text contains its length: n stands for the 14
    // characters of SequenceNumber, g for the 7 of Records, and a for the 1 character of the
    // number.
    private static final String ONE_TAKEN = "\u00a1nSequenceNumbera1";
    private static final String ALL_TAKEN = "\u00a1gRecords\u0081" + ONE_TAKEN;

    private IngestPriming() {}

    static void run(IngestConfig config) {
        run(config, kinesis());
    }

    static CannedAnswers kinesis() {
        return new CannedAnswers(
                "application/x-amz-cbor-1.1",
                request -> answer(request).getBytes(StandardCharsets.ISO_8859_1));
    }

    static void run(IngestConfig config, CannedAnswers kinesis) {
        try (KinesisClient client = kinesis.client(KinesisOrderStream.builder())) {
            IngestHandler handler =
                    new IngestHandler(
                            config,
                            new KinesisOrderStream(client, config.streamName()),
                            // The pause is longer than the request may take, so nothing is retried.
                            BackoffStrategy.fixedDelayWithoutJitter(Duration.ofMinutes(1)),
                            Clock.systemUTC());
            PrimingRequest.requireStatus(
                    202,
                    handler,
                    config.accountClaim(),
                    ACCOUNT,
                    PrimingRequest.post("/order", ORDER),
                    PrimingRequest.post("/orders", BATCH),
                    PrimingRequest.post("/order/events", EVENT));
        }
    }

    private static String answer(SdkHttpRequest request) {
        String target = request.firstMatchingHeader("X-Amz-Target").orElse("");
        return target.endsWith("PutRecords") ? ALL_TAKEN : ONE_TAKEN;
    }
}
