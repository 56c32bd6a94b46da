package io.orderstream.ingest;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orderstream.lambda.fixture.Event;
import io.orderstream.lambda.fixture.FakeContext;
import io.orderstream.lambda.http.AuthorizerType;
import io.orderstream.model.CancelledEvent;
import io.orderstream.model.Received;
import io.orderstream.model.ReceivedEvent;
import io.orderstream.model.ReceivedOrder;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.retries.api.BackoffStrategy;

/**
 * The answers when the stream fails. If the stream may have an order, the answer has the order's
 * date, so that the client does not post the order again with a new date.
 */
class StreamFailuresTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final ScriptedKinesis kinesis = new ScriptedKinesis();
    private final FakeContext context = new FakeContext("ingest", Duration.ofSeconds(29));

    /** The pauses of this strategy are longer than an invocation, so there is no second attempt. */
    private static final BackoffStrategy NO_RETRY =
            BackoffStrategy.fixedDelayWithoutJitter(Duration.ofMinutes(1));

    private final IngestHandler withoutRetries = handler(kinesis, NO_RETRY);
    private final IngestHandler withRetries = handler(kinesis, BackoffStrategy.retryImmediately());

    private static IngestHandler handler(ScriptedKinesis kinesis, BackoffStrategy backoff) {
        return new IngestHandler(
                new IngestConfig("orders", AuthorizerType.NONE, "accountid"),
                new KinesisOrderStream(kinesis, "orders"),
                backoff,
                new TickingClock());
    }

    /** Permanent failures, after which the stream has none of the orders. */
    static Stream<Throwable> permanent() {
        return Stream.of(
                        "AccessDeniedException",
                        "ResourceNotFoundException",
                        "KMSAccessDeniedException",
                        "KMSDisabledException",
                        "KMSInvalidStateException",
                        "KMSNotFoundException",
                        "KMSOptInRequired",
                        "InvalidArgumentException")
                .map(code -> ScriptedKinesis.error(400, code));
    }

    /** Transient failures, after which the stream has none of the orders. */
    static Stream<Throwable> retryable() {
        return Stream.of(
                        "ProvisionedThroughputExceededException",
                        "KMSThrottlingException",
                        "LimitExceededException",
                        "ExpiredTokenException",
                        "ThrottlingException")
                .map(code -> ScriptedKinesis.error(400, code));
    }

    /** Failures after which the stream may have some of the orders. */
    static Stream<Throwable> lost() {
        return Stream.of(
                ScriptedKinesis.error(500, "InternalFailure"),
                ScriptedKinesis.error(503, "ServiceUnavailable"),
                ScriptedKinesis.error(408, "RequestTimeoutException"),
                SdkClientException.create("broken", new IOException("Connection reset")),
                ApiCallTimeoutException.create(8000),
                new IllegalStateException("a bug"),
                new StackOverflowError());
    }

    static Stream<Throwable> allFailures() {
        return Stream.of(permanent(), retryable(), lost()).flatMap(failures -> failures);
    }

    private JsonNode post(IngestHandler handler, String file, String body) {
        return post(handler, Event.of(file).body(body));
    }

    /**
     * The body of the answer, with two added members: {@code code} is the answer's status, and
     * {@code head} is the answer's first line, with the status and the headers.
     */
    private JsonNode post(IngestHandler handler, Event event) {
        String answer = event.sendTo(handler, context);
        int line = answer.indexOf('\n');
        try {
            ObjectNode document = (ObjectNode) JSON.readTree(answer.substring(line + 1));
            return document.put("code", Integer.parseInt(answer.substring(0, 3)))
                    .put("head", answer.substring(0, line));
        } catch (IOException e) {
            throw new AssertionError(answer, e);
        }
    }

    private JsonNode postThree(IngestHandler handler) {
        return post(handler, "post-orders.json", body(IntStream.range(0, 3).boxed().toList()));
    }

    private static String body(List<Integer> numbers) {
        ArrayNode orders = JsonNodeFactory.instance.arrayNode();
        numbers.forEach(number -> orders.add(order(number)));
        return JsonNodeFactory.instance.objectNode().set("orders", orders).toString();
    }

    private static ObjectNode order(int number) {
        ObjectNode order =
                JsonNodeFactory.instance.objectNode().put("accountid", "a1").put("vendorid", "v1");
        order.putObject("details").put("unitprice", 1).put("quantity", number + 1);
        return order;
    }

    /** A cancellation whose reason is this number. */
    private static ObjectNode event(int number) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putObject("event")
                .put("type", "cancelled")
                .put("accountid", "a1")
                .put("vendorid", "v1")
                .put("orderid", Events.ORDER_ID)
                .put("reason", String.valueOf(number));
        return body;
    }

    private static List<String> statuses(JsonNode answer) {
        List<String> statuses = new ArrayList<>();
        answer.required("results").forEach(result -> statuses.add(result.get("status").asText()));
        return statuses;
    }

    @ParameterizedTest
    @MethodSource("allFailures")
    void ifAnOrderWasTaken_theAnswerHasAResultForEachOrder(Throwable failure) {
        kinesis.thenTakes(index -> index < 2);
        for (int i = 0; i < 3; i++) {
            kinesis.thenThrows(failure);
        }
        // The function retries transient failures until the deadline. In this test, a permanent
        // error ends the retries earlier.
        kinesis.thenThrows(ScriptedKinesis.error(400, "AccessDeniedException"));

        JsonNode answer = postThree(withRetries);

        assertThat(answer.get("head").asText())
                .isEqualTo("207 {content-type=application/json, retry-after=1}");
        assertThat(statuses(answer)).containsExactly("accepted", "accepted", "failed");
        assertThat(answer.at("/results/2/orderdate").asText()).isNotEmpty();
        assertThat(answer.at("/results/2/orderid").asText()).isNotEmpty();
        assertThat(context.logged()).contains("\"failed\":1", "\"error\":");
    }

    @ParameterizedTest
    @MethodSource("permanent")
    void aPermanentErrorOfABatch_isA500_ifNothingWasTaken(Throwable failure) {
        kinesis.thenThrows(failure);

        JsonNode answer = postThree(withRetries);

        assertThat(answer.get("code").asInt()).isEqualTo(500);
        assertThat(answer.get("title").asText()).isEqualTo("Something went wrong here");
        assertThat(kinesis.calls()).isEqualTo(1);
        assertThat(context.logged()).contains("\"level\":\"ERROR\"", failure.toString());
    }

    @ParameterizedTest
    @MethodSource("permanent")
    void aPermanentErrorOfABatch_isA207_ifAnEarlierAnswerWasLost(Throwable failure) {
        kinesis.thenTakesAndThrows(index -> true, ApiCallTimeoutException.create(8000))
                .thenThrows(failure);

        JsonNode answer = postThree(withRetries);

        assertThat(answer.get("code").asInt()).isEqualTo(207);
        assertThat(statuses(answer)).containsExactly("failed", "failed", "failed");
        assertThat(context.logged()).contains(failure.toString());
    }

    @ParameterizedTest
    @MethodSource("retryable")
    void aTransientFailure_isRetried(Throwable failure) {
        kinesis.thenThrows(failure).thenThrows(failure);
        assertThat(postThree(withRetries).get("code").asInt()).isEqualTo(202);

        kinesis.thenThrows(failure).thenThrows(failure);
        assertThat(post(withRetries, "post-order.json", order(7).toString()).get("head").asText())
                .startsWith("202 ");
    }

    /** The date in the answer. It must be a time that the ticking clock has shown. */
    private static String orderDate(JsonNode answer) {
        String orderDate = answer.get("orderdate").asText();
        assertThat(orderDate).matches("2026-11-23T10:11:00\\.00[1-9]Z");
        return orderDate;
    }

    @ParameterizedTest
    @MethodSource("retryable")
    void aTransientFailureOfOneOrder_isA503WithTheDateOfTheOrder_ifItLastsTooLong(
            Throwable failure) {
        kinesis.thenThrows(failure);

        JsonNode answer = post(withoutRetries, "post-order.json", order(7).toString());

        assertThat(answer.get("head").asText())
                .isEqualTo("503 {content-type=application/problem+json, retry-after=1}");
        assertThat(answer.get("detail").asText()).contains(orderDate(answer));
    }

    @ParameterizedTest
    @MethodSource("retryable")
    void aTransientFailureOfAnEvent_isRetried_andIsA503IfItLastsTooLong(Throwable failure) {
        Event event = IngestFixture.event(event(7).toString());
        kinesis.thenThrows(failure).thenThrows(failure);
        assertThat(post(withRetries, event).get("head").asText()).startsWith("202 ");

        kinesis.thenThrows(failure);
        JsonNode answer = post(withoutRetries, event);

        assertThat(answer.get("head").asText())
                .isEqualTo("503 {content-type=application/problem+json, retry-after=1}");
        assertThat(answer.get("detail").asText())
                .endsWith(
                        "post the event again with \"eventdate\": \""
                                + answer.get("eventdate").asText()
                                + "\", so that it stays the same event");
    }

    @ParameterizedTest
    @MethodSource("retryable")
    void aTransientFailureOfABatch_isA207WithAResultForEachOrder_ifItLastsTooLong(
            Throwable failure) {
        kinesis.thenThrows(failure);

        JsonNode answer = postThree(withoutRetries);

        assertThat(answer.get("head").asText())
                .isEqualTo("207 {content-type=application/json, retry-after=1}");
        assertThat(statuses(answer)).containsExactly("failed", "failed", "failed");
    }

    @ParameterizedTest
    @MethodSource("permanent")
    void aPermanentErrorOfOneOrder_afterALostAnswer_isA500WithTheDateOfTheOrder(Throwable failure) {
        kinesis.thenThrows(SdkClientException.create("lost")).thenThrows(failure);

        JsonNode answer = post(withRetries, "post-order.json", order(7).toString());

        assertThat(answer.get("head").asText())
                .isEqualTo("500 {content-type=application/problem+json}");
        assertThat(answer.get("detail").asText()).contains(orderDate(answer));
        assertThat(context.logged()).contains("\"level\":\"ERROR\"", failure.toString());
    }

    @Test
    void recordsCanBeRefused_whileOthersOfTheCallAreAccepted() {
        kinesis.thenTakes(index -> index == 0, "KMSDisabledException");

        assertThat(statuses(postThree(withRetries)))
                .containsExactly("accepted", "failed", "failed");
        assertThat(kinesis.calls()).isEqualTo(1);
        assertThat(context.logged()).contains("refused a record: KMSDisabledException");
    }

    @Test
    void aBatchOfWhichEveryRecordIsRefusedPermanently_isA500() {
        kinesis.thenTakes(index -> false, "KMSDisabledException");

        assertThat(postThree(withRetries).get("code").asInt()).isEqualTo(500);
    }

    /**
     * A client posts each order or event until it is accepted, at first without a date. As {@code
     * docs/order-format.md} says, the client sends an idempotency key from the start, or repeats
     * the order or event with the date that an answer contains. Whatever the stream does, each
     * order and each event must have only one id at the end.
     */
    @Test
    void aClientThatRetries_makesNoSecondOrderOrEvent_whateverTheStreamDoes() {
        for (int seed = 0; seed < 400; seed++) {
            new RetryingClient(seed).run();
        }
    }

    private static final class RetryingClient {

        private static final int ORDERS = 6;

        private final Random random;
        private final String description;
        private final ScriptedKinesis kinesis = new ScriptedKinesis();
        private final ObjectNode[] orders = new ObjectNode[ORDERS];
        private final boolean events;
        private final boolean keys;
        private final FakeContext context = new FakeContext("ingest", Duration.ofSeconds(29));
        private final IngestHandler handler;

        RetryingClient(int seed) {
            this.random = new Random(seed);
            this.description = "seed " + seed;
            // For some clients, the function retries. For others, it has no time for a retry.
            this.handler =
                    handler(
                            kinesis,
                            random.nextBoolean() ? BackoffStrategy.retryImmediately() : NO_RETRY);
            this.events = random.nextInt(3) == 0;
            this.keys = random.nextBoolean();
            for (int i = 0; i < ORDERS; i++) {
                orders[i] = events ? event(i) : order(i);
            }
            for (int i = random.nextInt(12); i >= 0; i--) {
                scriptOneCall();
            }
        }

        private void scriptOneCall() {
            IntPredicate some = random.nextBoolean() ? some() : index -> false;
            switch (random.nextInt(6)) {
                case 0 -> kinesis.thenTakes(some());
                case 1 -> kinesis.thenTakes(some(), "InternalFailure");
                case 2 -> kinesis.thenTakes(some(), "KMSDisabledException");
                case 3 -> kinesis.thenTakesButConfirmsOnly(some(), some());
                case 4 -> kinesis.thenThrows(oneOf(Stream.concat(permanent(), retryable())));
                default -> kinesis.thenTakesAndThrows(some, oneOf(lost()));
            }
        }

        private IntPredicate some() {
            long bits = random.nextLong();
            return index -> (bits >> index & 1) == 1;
        }

        private Throwable oneOf(Stream<Throwable> failures) {
            List<Throwable> list = failures.toList();
            return list.get(random.nextInt(list.size()));
        }

        void run() {
            boolean batch = !events && !keys && random.nextBoolean();
            List<Integer> waiting = new ArrayList<>(IntStream.range(0, ORDERS).boxed().toList());
            for (int round = 0; !waiting.isEmpty(); round++) {
                assertThat(round).as(description).isLessThan(100);
                if (batch) {
                    postAll(waiting);
                } else {
                    postFirst(waiting);
                }
            }
            Map<Integer, Set<String>> ids =
                    kinesis.records().stream()
                            .collect(
                                    groupingBy(
                                            RetryingClient::number,
                                            mapping(RetryingClient::id, toSet())));
            assertThat(ids.keySet()).as(description).hasSize(ORDERS);
            assertThat(ids.values()).as(description).allMatch(set -> set.size() == 1);
        }

        private static int number(Received received) {
            return received instanceof ReceivedOrder placed
                    ? Math.toIntExact(placed.order().quantity() - 1)
                    : Integer.parseInt(
                            ((CancelledEvent) ((ReceivedEvent) received).event())
                                    .reason()
                                    .orElseThrow());
        }

        private static String id(Received received) {
            return received instanceof ReceivedEvent happened
                    ? happened.event().id().value()
                    : received.orderId().value();
        }

        private void postFirst(List<Integer> waiting) {
            int number = waiting.get(0);
            String body = orders[number].toString();
            Event request =
                    events ? IngestFixture.event(body) : Event.of("post-order.json").body(body);
            if (keys) {
                request.header("idempotency-key", "01a207e3-6280-7c41-9f2e-00000000000" + number);
            }
            JsonNode answer = send(request);
            String date = events ? "eventdate" : "orderdate";
            if (!keys && answer.path(date).isTextual()) {
                (events ? orders[number].withObject("/event") : orders[number])
                        .set(date, answer.get(date));
            }
            if (answer.get("code").asInt() == 202) {
                mustBeOnTheStream(answer);
                waiting.remove(0);
            } else {
                assertThat(answer.get("code").asInt()).as(description).isIn(500, 503);
            }
        }

        private void postAll(List<Integer> waiting) {
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            waiting.forEach(number -> body.withArray("orders").add(orders[number]));
            JsonNode answer = send(Event.of("post-orders.json").body(body.toString()));
            int code = answer.get("code").asInt();
            if (code == 500) {
                // The stream took nothing from this request, so the answer has no dates. In the
                // next request, an order without a date may get another date.
                return;
            }
            List<Integer> accepted = new ArrayList<>();
            for (int i = 0; i < waiting.size(); i++) {
                JsonNode result = answer.required("results").get(i);
                assertThat(result.get("index").asInt()).isEqualTo(i);
                orders[waiting.get(i)].set("orderdate", result.required("orderdate"));
                if (result.get("status").asText().equals("accepted")) {
                    mustBeOnTheStream(result);
                    accepted.add(waiting.get(i));
                }
            }
            assertThat(code)
                    .as(description)
                    .isEqualTo(accepted.size() == waiting.size() ? 202 : 207);
            waiting.removeAll(accepted);
        }

        private void mustBeOnTheStream(JsonNode accepted) {
            assertThat(kinesis.records())
                    .as(description)
                    .extracting(RetryingClient::id)
                    .contains(accepted.required(events ? "eventid" : "orderid").asText());
        }

        private JsonNode send(Event event) {
            String answer = event.sendTo(handler, context);
            try {
                ObjectNode document =
                        (ObjectNode) JSON.readTree(answer.substring(answer.indexOf('\n') + 1));
                return document.put("code", Integer.parseInt(answer.substring(0, 3)));
            } catch (IOException e) {
                throw new AssertionError(description + ": " + answer, e);
            }
        }
    }

    /** A clock that advances by a millisecond each time it is read. */
    private static final class TickingClock extends Clock {

        private Instant now = Instant.parse("2026-11-23T10:11:00Z");

        @Override
        public Instant instant() {
            Instant seen = now;
            now = now.plusMillis(1);
            return seen;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }
}
