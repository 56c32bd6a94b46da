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
 * Both requests once from end to end, before SnapStart takes its snapshot: what they load, link and
 * compile is in it then.
 *
 * <p>Without it the first request after each restore would load and link them. It opens no
 * connection: the clients that it makes for itself are the real ones over {@link CannedAnswers}. If
 * an answer is not as it should be it throws, and Lambda publishes no version: better than a
 * version that is slow, or broken, and says nothing.
 */
final class IngestPriming {

    private static final String ACCOUNT = "priming";
    private static final String ORDER =
            "{\"order\":{\"accountid\":\"priming\",\"vendorid\":\"priming\","
                    + "\"details\":{\"name\":\"priming\",\"unitprice\":\"4.5\","
                    + "\"quantity\":\"2\"}}}";
    private static final String BATCH = "{\"orders\":[" + ORDER + "]}";

    // Both in CBOR, in which the length of a short text is a letter before it: the 14 characters of
    // SequenceNumber follow an n.
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
                            // Longer than a request has: what fails is not repeated.
                            BackoffStrategy.fixedDelayWithoutJitter(Duration.ofMinutes(1)),
                            Clock.systemUTC());
            PrimingRequest.allMustGive(
                    202,
                    handler,
                    config.accountClaim(),
                    ACCOUNT,
                    PrimingRequest.post("/order", ORDER),
                    PrimingRequest.post("/orders", BATCH));
        }
    }

    private static String answer(SdkHttpRequest request) {
        String target = request.firstMatchingHeader("X-Amz-Target").orElse("");
        return target.endsWith("PutRecords") ? ALL_TAKEN : ONE_TAKEN;
    }
}
