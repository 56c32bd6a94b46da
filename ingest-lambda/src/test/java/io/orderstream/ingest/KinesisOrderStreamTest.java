package io.orderstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orderstream.lambda.fixture.SettableClock;
import io.orderstream.lambda.priming.CannedAnswers;
import io.orderstream.lambda.runtime.InvocationDeadline;
import io.orderstream.model.AccountId;
import io.orderstream.model.Details;
import io.orderstream.model.Order;
import io.orderstream.model.OrderEvent;
import io.orderstream.model.OrderId;
import io.orderstream.model.VendorId;
import io.orderstream.model.wire.EventCodec;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.KinesisException;
import software.amazon.awssdk.services.kinesis.model.PutRecordRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;

class KinesisOrderStreamTest {

    private static final Posted A = order("019ab043-c95b-8000-8000-00000000000a", "a1");
    private static final Posted B = order("019ab043-c95b-8000-8000-00000000000b", "a2");
    private static final Posted C = order("019ab043-c95b-8000-8000-00000000000c", "a3");

    private final FakeKinesis kinesis = new FakeKinesis();
    private final KinesisOrderStream stream = new KinesisOrderStream(kinesis, "orders");
    private final InvocationDeadline time = in(Duration.ofSeconds(28));

    @Test
    void theIdOfAnOrder_isThePartitionKey() {
        stream.put(A, time);

        PutRecordRequest request = (PutRecordRequest) kinesis.requests.get(0);
        assertThat(request.streamName()).isEqualTo("orders");
        assertThat(request.partitionKey()).isEqualTo(A.orderId().value());
        assertThat(request.data().asByteArray()).isEqualTo(A.record());
    }

    @Test
    void theOrderIdOfAnEvent_isThePartitionKey() {
        OrderEvent event = Events.cancelled();

        stream.put(Posted.of(event), time);

        PutRecordRequest request = (PutRecordRequest) kinesis.requests.get(0);
        assertThat(request.partitionKey()).isEqualTo(Events.ORDER_ID);
        assertThat(request.data().asByteArray()).isEqualTo(EventCodec.formatRecord(event));
    }

    @Test
    void theIdsOfTheOrdersOfABatch_areThePartitionKeys() {
        kinesis.answer = () -> taken("1", "2");

        assertThat(stream.putAll(List.of(A, B), time)).isEmpty();

        PutRecordsRequest request = (PutRecordsRequest) kinesis.requests.get(0);
        assertThat(request.streamName()).isEqualTo("orders");
        assertThat(request.records())
                .extracting(entry -> entry.partitionKey())
                .containsExactly(A.orderId().value(), B.orderId().value());
        assertThat(request.records().get(1).data().asByteArray()).isEqualTo(B.record());
    }

    @Test
    void aRecordWithAnErrorCode_wasRefused() {
        kinesis.answer = () -> taken("1", null, "3");

        assertThat(stream.putAll(List.of(A, B, C), time))
                .hasEntrySatisfying(
                        1,
                        reason ->
                                assertReason(
                                        reason,
                                        "The stream refused a record:"
                                                + " ProvisionedThroughputExceededException",
                                        true,
                                        false))
                .hasSize(1);
    }

    @Test
    void anOrderWithoutAResult_mayHaveBeenTaken() {
        kinesis.answer = () -> taken("1");

        assertThat(stream.putAll(List.of(A, B), time))
                .hasEntrySatisfying(
                        1,
                        reason ->
                                assertReason(
                                        reason,
                                        "The stream's answer has no result for a record",
                                        true,
                                        true))
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "ProvisionedThroughputExceededException, true",
        "InternalFailure, true",
        "KMSThrottlingException, true",
        "KMSDisabledException, false",
        "AccessDeniedException, false"
    })
    void theErrorCodeOfARecord_decidesWhetherARetryMayHelp(String code, boolean retryable) {
        kinesis.answer =
                () ->
                        PutRecordsResponse.builder()
                                .records(PutRecordsResultEntry.builder().errorCode(code).build())
                                .build();

        assertThat(stream.putAll(List.of(A), time).get(0).isRetryable()).isEqualTo(retryable);
    }

    /**
     * The errors in the documentation of PutRecord and PutRecords, and other errors of AWS
     * services.
     */
    @ParameterizedTest
    @CsvSource({
        // code, status, retryable, whether Kinesis may have taken the record
        "ProvisionedThroughputExceededException, 400, true, false",
        "KMSThrottlingException, 400, true, false",
        "LimitExceededException, 400, true, false",
        "ExpiredTokenException, 400, true, false",
        "ExpiredTokenException, 403, true, false",
        "ExpiredToken, 403, true, false",
        "ThrottlingException, 400, true, false",
        "TooManyRequestsException, 429, true, false",
        "RequestExpired, 400, true, false",
        "RequestTimeTooSkewed, 403, true, false",
        "RequestTimeoutException, 408, true, true",
        "RequestTimeout, 400, true, true",
        // A 408 that comes from a proxy has no error code of Kinesis.
        "Unknown, 408, true, true",
        "RequestAbortedException, 400, true, true",
        "InternalFailure, 500, true, true",
        "InternalFailureException, 500, true, true",
        "ServiceUnavailable, 503, true, true",
        "Whatever, 502, true, true",
        "AccessDeniedException, 400, false, false",
        "AccessDeniedException, 403, false, false",
        "ResourceNotFoundException, 400, false, false",
        "InvalidArgumentException, 400, false, false",
        "ValidationException, 400, false, false",
        "KMSAccessDeniedException, 400, false, false",
        "KMSDisabledException, 400, false, false",
        "KMSInvalidStateException, 400, false, false",
        "KMSNotFoundException, 400, false, false",
        "KMSOptInRequired, 400, false, false",
        "IncompleteSignature, 403, false, false",
        "UnrecognizedClientException, 403, false, false"
    })
    void theErrorOfACall_decidesWhetherARetryMayHelp_andWhetherTheCallMayHaveWorked(
            String code, int status, boolean retryable, boolean mayHaveTaken) {
        kinesis.failure = serviceError(status, code);

        String message =
                mayHaveTaken ? "The stream's answer was lost" : "The stream refused the call";
        assertThatThrownBy(() -> stream.put(A, time))
                .isInstanceOfSatisfying(
                        NotTakenException.class,
                        reason -> assertReason(reason, message, retryable, mayHaveTaken))
                .hasCause(kinesis.failure);
        assertThat(stream.putAll(List.of(A, B), time))
                .containsOnlyKeys(0, 1)
                .allSatisfy(
                        (index, reason) -> assertReason(reason, message, retryable, mayHaveTaken));
    }

    @Test
    void anErrorWithoutCode_isJudgedByItsStatus() {
        kinesis.failure = KinesisException.builder().statusCode(503).build();
        assertThatThrownBy(() -> stream.put(A, time)).hasMessage("The stream's answer was lost");

        kinesis.failure = KinesisException.builder().statusCode(400).build();
        assertThatThrownBy(() -> stream.put(A, time)).hasMessage("The stream refused the call");
    }

    @Test
    void aCallMayHaveWorked_afterATimeoutOrABrokenConnection() {
        kinesis.failure = SdkClientException.create("no answer", new IOException("reset"));
        assertThatThrownBy(() -> stream.put(A, time))
                .isInstanceOfSatisfying(
                        NotTakenException.class,
                        reason -> assertReason(reason, "The stream's answer was lost", true, true));

        kinesis.failure = ApiCallTimeoutException.create(8000);
        assertThatThrownBy(() -> stream.put(A, time))
                .isInstanceOfSatisfying(
                        NotTakenException.class,
                        reason -> assertReason(reason, "The stream's answer was lost", true, true));
    }

    @Test
    void aCallThatFailsBecauseOfABug_isNotRetryable_andMayHaveWorked() {
        kinesis.failure = new IllegalStateException("a bug");

        assertThatThrownBy(() -> stream.put(A, time))
                .isInstanceOfSatisfying(
                        NotTakenException.class,
                        reason -> assertReason(reason, "The call failed", false, true));
    }

    @Test
    void theWaitForACallEnds_evenIfTheCallIgnoresInterrupts() {
        CountDownLatch never = new CountDownLatch(1);
        kinesis.answer =
                () -> {
                    // Ignores interrupts, as the resolution of a host name does.
                    boolean interrupted = false;
                    while (true) {
                        try {
                            never.await();
                            break;
                        } catch (InterruptedException e) {
                            interrupted = true;
                        }
                    }
                    throw new IllegalStateException("released, interrupted: " + interrupted);
                };
        try {
            assertThat(stream.putAll(List.of(A), in(Duration.ofMillis(600))).get(0))
                    .satisfies(
                            reason ->
                                    assertReason(
                                            reason, "The stream's answer was lost", true, true));
        } finally {
            never.countDown();
        }
    }

    @Test
    void aCallGetsTheTimeThatIsLeft_andEightSecondsAtMost() {
        stream.put(A, in(Duration.ofSeconds(3)));
        stream.put(A, in(Duration.ofSeconds(28)));

        assertThat(kinesis.requests)
                .extracting(
                        request ->
                                ((PutRecordRequest) request)
                                        .overrideConfiguration()
                                        .orElseThrow()
                                        .apiCallTimeout()
                                        .orElseThrow())
                .containsExactly(Duration.ofSeconds(3), Duration.ofSeconds(8));
    }

    @Test
    void noCallIsMade_whenLessThanHalfASecondIsLeft() {
        InvocationDeadline none = in(Duration.ofMillis(400));

        assertThatThrownBy(() -> stream.put(A, none))
                .isInstanceOfSatisfying(
                        NotTakenException.class,
                        reason -> assertReason(reason, "No time is left for a call", true, false));
        assertThat(stream.putAll(List.of(A, B), none)).containsOnlyKeys(0, 1);
        assertThat(kinesis.requests).isEmpty();
    }

    @Test
    void aBatchIsSplitIntoCalls_ofAtMostFiveMebibytes() {
        List<Posted> orders =
                IntStream.range(0, 200).mapToObj(i -> largeOrder(i, 60 * 1024)).toList();
        kinesis.answer = KinesisOrderStreamTest::takenAll;

        assertThat(stream.putAll(orders, time)).isEmpty();

        assertThat(kinesis.requests)
                .hasSize(3)
                .allSatisfy(
                        request ->
                                assertThat(bytes((PutRecordsRequest) request))
                                        .isLessThanOrEqualTo(5 * 1024 * 1024));
        assertThat(kinesis.requests)
                .flatExtracting(request -> ((PutRecordsRequest) request).records())
                .extracting(PutRecordsRequestEntry::partitionKey)
                .isEqualTo(orders.stream().map(order -> order.orderId().value()).toList());
    }

    @Test
    void aCallThatFails_doesNotChangeTheResultOfTheCallsBefore() {
        List<Posted> orders =
                IntStream.range(0, 100).mapToObj(i -> largeOrder(i, 60 * 1024)).toList();
        kinesis.answer =
                () -> {
                    if (kinesis.requests.size() == 2) {
                        throw serviceError(400, "AccessDeniedException");
                    }
                    return takenAll();
                };

        Map<Integer, NotTakenException> reasons = stream.putAll(orders, time);

        int ofFirstCall = ((PutRecordsRequest) kinesis.requests.get(0)).records().size();
        assertThat(ofFirstCall).isBetween(80, 90);
        assertThat(reasons.keySet())
                .isEqualTo(
                        IntStream.range(ofFirstCall, 100)
                                .boxed()
                                .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void timeThatRunsOut_doesNotChangeTheResultOfTheCallsBefore() {
        List<Posted> orders =
                IntStream.range(0, 100).mapToObj(i -> largeOrder(i, 60 * 1024)).toList();
        kinesis.answer = KinesisOrderStreamTest::takenAll;
        SettableClock clock = new SettableClock();
        InstantSource advancing =
                () -> {
                    clock.advance(Duration.ofSeconds(10));
                    return clock.instant();
                };
        for (int seconds = 15; seconds < 80; seconds += 10) {
            kinesis.requests.clear();

            Map<Integer, NotTakenException> reasons =
                    stream.putAll(
                            orders,
                            InvocationDeadline.in(
                                    Duration.ofSeconds(seconds),
                                    advancing.withZone(ZoneOffset.UTC),
                                    "the stream"));

            int taken =
                    kinesis.requests.stream()
                            .mapToInt(request -> ((PutRecordsRequest) request).records().size())
                            .sum();
            assertThat(taken).isPositive();
            assertThat(reasons.keySet())
                    .containsExactlyElementsOf(IntStream.range(taken, 100).boxed().toList());
        }
    }

    @Test
    void theSdkDoesNotRetryAFailedCall() {
        CannedAnswers unreadable =
                new CannedAnswers("application/x-amz-cbor-1.1", request -> new byte[] {'{'});
        try (KinesisClient client = unreadable.client(KinesisOrderStream.builder())) {
            KinesisOrderStream real = new KinesisOrderStream(client, "orders");

            assertThatThrownBy(() -> real.put(A, time))
                    .isInstanceOfSatisfying(
                            NotTakenException.class,
                            reason -> assertThat(reason.mayHaveTaken()).isTrue());
            assertThat(unreadable.requests()).hasSize(1);
        }
    }

    @Test
    @Timeout(60)
    void theWaitForAHugeBatchEnds_evenIfTheServerReadsNothing() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                KinesisClient client =
                        KinesisOrderStream.builder()
                                .httpClientBuilder(
                                        UrlConnectionHttpClient.builder()
                                                .connectionTimeout(Duration.ofSeconds(20))
                                                .socketTimeout(Duration.ofSeconds(20)))
                                .endpointOverride(
                                        URI.create("http://127.0.0.1:" + silent.getLocalPort()))
                                .region(Region.US_EAST_1)
                                .credentialsProvider(
                                        StaticCredentialsProvider.create(
                                                AwsBasicCredentials.create("key", "secret")))
                                .build()) {
            KinesisOrderStream real = new KinesisOrderStream(client, "orders");
            List<Posted> orders =
                    IntStream.range(0, 80).mapToObj(i -> largeOrder(i, 60 * 1024)).toList();

            Map<Integer, NotTakenException> reasons =
                    real.putAll(orders, in(Duration.ofMillis(700)));

            assertThat(reasons)
                    .hasSize(80)
                    .allSatisfy(
                            (index, reason) ->
                                    assertReason(
                                            reason, "The stream's answer was lost", true, true));
        }
    }

    private static void assertReason(
            NotTakenException reason, String message, boolean retryable, boolean mayHaveTaken) {
        assertThat(reason).hasMessage(message);
        assertThat(reason.isRetryable()).as("retryable").isEqualTo(retryable);
        assertThat(reason.mayHaveTaken()).as("may have taken").isEqualTo(mayHaveTaken);
    }

    private static int bytes(PutRecordsRequest request) {
        return request.records().stream()
                .mapToInt(r -> r.partitionKey().length() + r.data().asByteArray().length)
                .sum();
    }

    private static PutRecordsResponse takenAll() {
        return taken(IntStream.range(0, 500).mapToObj(String::valueOf).toArray(String[]::new));
    }

    private static Posted largeOrder(int number, int bytes) {
        return order(
                String.format("019ab043-c95b-8000-8000-%012x", number),
                "a1",
                "{\"unitprice\":\"4.5\",\"quantity\":2,\"note\":\"" + "x".repeat(bytes) + "\"}");
    }

    private static PutRecordsResponse taken(String... sequenceNumbers) {
        List<PutRecordsResultEntry> entries = new ArrayList<>();
        for (String number : sequenceNumbers) {
            entries.add(
                    number == null
                            ? PutRecordsResultEntry.builder()
                                    .errorCode("ProvisionedThroughputExceededException")
                                    .errorMessage("Rate exceeded")
                                    .build()
                            : PutRecordsResultEntry.builder()
                                    .sequenceNumber(number)
                                    .shardId("shardId-000000000000")
                                    .build());
        }
        return PutRecordsResponse.builder().records(entries).build();
    }

    private static RuntimeException serviceError(int status, String code) {
        return KinesisException.builder()
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
                .build();
    }

    private static Posted order(String id, String account) {
        return order(id, account, "{\"unitprice\":\"4.5\",\"quantity\":2}");
    }

    private static Posted order(String id, String account, String details) {
        return Posted.of(
                Order.restore(
                        OrderId.of(id),
                        AccountId.of(account),
                        VendorId.of("v1"),
                        Instant.parse("2026-11-23T10:11:12Z"),
                        Optional.empty(),
                        new BigDecimal("4.5"),
                        2,
                        Details.ofJson(details)));
    }

    private static InvocationDeadline in(Duration time) {
        return InvocationDeadline.in(time, new SettableClock(), "the stream");
    }

    private static final class FakeKinesis implements KinesisClient {

        private final List<Object> requests = new ArrayList<>();
        private Supplier<PutRecordsResponse> answer = () -> taken("1");
        private RuntimeException failure;

        @Override
        public PutRecordResponse putRecord(PutRecordRequest request) {
            note(request);
            return PutRecordResponse.builder().sequenceNumber("1").build();
        }

        @Override
        public PutRecordsResponse putRecords(PutRecordsRequest request) {
            note(request);
            return answer.get();
        }

        private void note(Object request) {
            requests.add(request);
            if (failure != null) {
                throw failure;
            }
        }

        @Override
        public String serviceName() {
            return "kinesis";
        }

        @Override
        public void close() {}
    }
}
