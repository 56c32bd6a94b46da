package io.orderstream.acceptance.journey;

import static io.orderstream.acceptance.journey.StackUnderTest.coffee;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orderstream.acceptance.journey.ApiClient.Answer;
import io.orderstream.acceptance.proxy.Fault;
import io.orderstream.acceptance.proxy.FaultRule;
import io.orderstream.acceptance.proxy.FaultyPaths;
import io.orderstream.acceptance.proxy.PartialFailures;
import io.orderstream.acceptance.proxy.ServiceError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The answers of the packaged ingest function when calls to the stream fail, and its answer to a
 * large batch. The job does not run, because these tests look only at the answers and at the
 * stream.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StreamFaultAnswersITCase {

    private static final ServiceError ACCESS_DENIED =
            new ServiceError(400, "AccessDeniedException");

    private final FaultyPaths paths = new FaultyPaths(18);
    private final List<FaultRule> rules = new ArrayList<>();
    private StackUnderTest stack;

    @BeforeAll
    void start() {
        stack = StackUnderTest.start("stream-faults", options -> options, paths);
    }

    /** Fails the test if a fault did not happen, because the test would then show nothing. */
    @AfterEach
    void removeFaults_andCheckThatEachHappened() {
        paths.clear();
        List<FaultRule> added = List.copyOf(rules);
        rules.clear();
        assertThat(added).as("every fault happened").allMatch(rule -> rule.injected() > 0);
    }

    @AfterAll
    void stop() {
        if (stack != null) {
            stack.close();
        }
        paths.close();
    }

    @Test
    void partialSuccessIsReported_andARetryMakesNoSecondOrder() {
        on("kinesis:PutRecords", 1, PartialFailures.refusedRecords(new Random(18)));
        on("kinesis:PutRecord*", 100, Fault.refused(ACCESS_DENIED));

        Answer answer = stack.api().post("/orders", batch("partial", 3));

        assertThat(answer.status()).as("%s", answer).isEqualTo(207);
        assertThat(statuses(answer)).contains("accepted", "failed");
        paths.clear();
        assertOneIdForEachOrder("partial", answer, 3);
    }

    @Test
    void anErrorAfterALostAnswerIsReportedForEachOrder() {
        on("kinesis:PutRecords", 1, Fault.answerLost());
        onRetries("kinesis:PutRecord*", Fault.refused(ACCESS_DENIED));

        Answer answer = stack.api().post("/orders", batch("lost", 3));

        assertThat(answer.status()).as("%s", answer).isEqualTo(207);
        assertThat(statuses(answer)).containsExactly("failed", "failed", "failed");
        paths.clear();
        assertOneIdForEachOrder("lost", answer, 3);
    }

    @ParameterizedTest
    @CsvSource({
        "400, KMSThrottlingException",
        "400, ExpiredTokenException",
        "400, LimitExceededException",
        "500, InternalFailure",
        "503, ServiceUnavailable"
    })
    void aTransientErrorIsRetried(int status, String code) {
        on("kinesis:PutRecord*", 2, Fault.refused(new ServiceError(status, code)));
        assertThat(stack.api().post("/orders", batch(code, 3)).status()).isEqualTo(202);

        on("kinesis:PutRecord*", 2, Fault.refused(new ServiceError(status, code)));
        assertThat(stack.api().post("/order", undated(code, 3)).status()).isEqualTo(202);
    }

    @Test
    void aBrokenConnectionIsRetried() {
        on("kinesis:PutRecord*", 1, Fault.hungUp());
        on("kinesis:PutRecord*", 1, Fault.requestCutInHalf());
        on("kinesis:PutRecord*", 1, Fault.answerCutInHalf());

        Answer answer = stack.api().post("/orders", batch("broken", 3));

        assertThat(answer.status()).as("%s", answer).isEqualTo(202);
        assertThat(idsOnStream("broken")).hasSize(3);
    }

    @Test
    void aTransientErrorThatLastsTooLongIsA503_withTheDateThatTheApiSet() {
        on("kinesis:PutRecord", 1, Fault.answerLost());
        onRetries(
                "kinesis:PutRecord",
                Fault.refused(new ServiceError(400, "KMSThrottlingException")));

        Answer answer = stack.api().post("/order", undated("late", 1));

        assertThat(answer.status()).as("%s", answer).isEqualTo(503);
        assertThat(answer.header("retry-after")).isEqualTo("1");
        paths.clear();
        String dated = dated("late", 1, answer.json().required("orderdate").asText());
        assertThat(stack.api().post("/order", dated).status()).isEqualTo(202);
        assertThat(idsOnStream("late")).containsExactly(answer.json().required("orderid").asText());
    }

    @Test
    void aPermanentErrorIsA500_andTheAnswerToASingleOrderHasTheOrderDate() {
        on("kinesis:PutRecord*", 1000, Fault.refused(ACCESS_DENIED));

        Answer one = stack.api().post("/order", undated("denied", 1));
        Answer batch = stack.api().post("/orders", batch("denied", 3));

        assertThat(one.status()).as("%s", one).isEqualTo(500);
        assertThat(one.json().required("orderdate").asText()).isNotEmpty();
        assertThat(batch.status()).as("%s", batch).isEqualTo(500);
        assertThat(stack.logs()).contains("AccessDeniedException");
    }

    /**
     * On a busy machine, the emulator may accept only a part of the batch in time, or nothing. The
     * test then retries, as a client does. While no order is accepted, it posts the whole batch
     * again, at most four times. When some orders are accepted, it posts each of the others alone.
     */
    @Test
    void aBatchOf500OrdersOf8KBIsAccepted_atLeastInPart() {
        String body =
                IntStream.range(0, 500)
                        .mapToObj(i -> large(""))
                        .collect(Collectors.joining(",", "{\"orders\":[", "]}"));

        Answer answer = stack.api().post("/orders", body);
        for (int again = 0; again < 4 && !statuses(answer).contains("accepted"); again++) {
            answer = stack.api().post("/orders", largeAgain(answer));
        }

        assertThat(answer.status()).as("%s", answer).isIn(202, 207);
        assertThat(statuses(answer))
                .hasSize(500)
                .containsAnyOf("accepted")
                .doesNotContain("refused");
        assertOneIdForEachOrder("large", answer, 500, StreamFaultAnswersITCase::largeAgain);
    }

    private static String largeAgain(Answer answer) {
        return answer.json()
                .required("results")
                .valueStream()
                .map(StreamFaultAnswersITCase::largeAgain)
                .collect(Collectors.joining(",", "{\"orders\":[", "]}"));
    }

    private static String largeAgain(JsonNode result) {
        return large("\"orderdate\":\"" + result.required("orderdate").asText() + "\",");
    }

    private static String large(String orderDate) {
        return """
               {"accountid":"large","vendorid":"v1",%s"details":{"unitprice":1,"quantity":1,"note":"%s"}}"""
                .formatted(orderDate, "x".repeat(8_000));
    }

    private void on(String operation, int times, Fault fault) {
        FaultRule rule = rule(operation).atMost(times).inject("injected", fault);
        paths.add(rule);
        rules.add(rule);
    }

    /**
     * Adds a fault for the retries. No test checks that this fault happens: on a busy machine, the
     * first call may take all the time, and then there is no retry.
     */
    private void onRetries(String operation, Fault fault) {
        paths.add(rule(operation).inject("injected", fault));
    }

    private static FaultRule rule(String operation) {
        return FaultRule.on(operation).from("IngestFunction");
    }

    /**
     * Posts the failed orders again, with the dates from the answer. Checks that the stream has
     * exactly the order ids of the answer. An order may have several records.
     */
    private void assertOneIdForEachOrder(String account, Answer answer, int count) {
        assertOneIdForEachOrder(
                account,
                answer,
                count,
                failed ->
                        dated(
                                account,
                                failed.required("index").asInt() + 1,
                                failed.required("orderdate").asText()));
    }

    private void assertOneIdForEachOrder(
            String account, Answer answer, int count, Function<JsonNode, String> again) {
        List<JsonNode> failed = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (JsonNode result : answer.json().required("results")) {
            ids.add(result.required("orderid").asText());
            if (result.path("status").asText().equals("failed")) {
                failed.add(result);
            }
        }
        for (JsonNode result : failed) {
            assertThat(stack.api().post("/order", again.apply(result)).status()).isEqualTo(202);
        }
        assertThat(idsOnStream(account)).hasSize(count).isEqualTo(ids);
    }

    private Set<String> idsOnStream(String account) {
        return stack.recordsOnStream().stream()
                .map(record -> record.required("order"))
                .filter(order -> order.required("accountid").asText().equals(account))
                .map(order -> order.required("orderid").asText())
                .collect(Collectors.toSet());
    }

    private static List<String> statuses(Answer answer) {
        return answer.json().path("results").findValuesAsText("status");
    }

    private static String batch(String account, int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(quantity -> undated(account, quantity))
                .collect(Collectors.joining(",", "{\"orders\":[", "]}"));
    }

    private static String undated(String account, int quantity) {
        ObjectNode order = (ObjectNode) Json.read(dated(account, quantity, "2026-11-23T10:00:00Z"));
        order.withObject("/order").remove("orderdate");
        return order.toString();
    }

    private static String dated(String account, int quantity, String date) {
        return coffee(account, "v1", date, "4.5", quantity);
    }
}
