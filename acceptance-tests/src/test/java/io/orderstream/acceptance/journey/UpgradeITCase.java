package io.orderstream.acceptance.journey;

import static io.orderstream.acceptance.journey.StackUnderTest.coffee;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.orderstream.acceptance.proxy.Fault;
import io.orderstream.acceptance.proxy.FaultRule;
import io.orderstream.acceptance.proxy.FaultyPaths;
import io.orderstream.acceptance.proxy.ServiceError;
import io.orderstream.embedded.flink.JobRejectedException;
import io.orderstream.embedded.start.StartException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The packaged job can be restored from a savepoint of an earlier version.
 *
 * <p>{@link #writeSavepoint} writes a savepoint, which is never changed afterwards. "Changing the
 * job" in {@code docs/guarantees.md} says when a new savepoint is needed. First set {@link
 * #NEWEST_SAVEPOINT} to a new name. Then this command writes the savepoint:
 *
 * <pre>
 * mvn verify -pl acceptance-tests -am -Dorderstream.state.write=true -Dit.test=UpgradeITCase#writeSavepoint \
 *     -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false
 * </pre>
 */
class UpgradeITCase {

    /**
     * This savepoint was written by a version of the job that did not store events yet. In the
     * table, an order's item already had the attribute {@code lineoffset}: the byte at which the
     * order's line is expected in its archive file.
     */
    private static final String SAVEPOINT_WITHOUT_EVENTS = "savepoint-v5-flink1.20";

    /** This savepoint was written by the first version of the job that stores events. */
    private static final String NEWEST_SAVEPOINT = "savepoint-v6-flink1.20";

    private static final String DATE = "2025-03-01T10:11:12Z";

    /** This order was in the table and in the archive before the job stopped. */
    private static final String WRITTEN_ORDER = coffee("a1", "v1", DATE, "4.5", 2);

    /**
     * When the job stopped, this order was in the archive, but the table's sink still had it in its
     * buffer.
     */
    private static final String BUFFERED_ORDER = coffee("a2", "v2", DATE, "3.25", 7);

    /**
     * The cancellation of the written order. The newest savepoint contains this event. When the job
     * stopped, the event was in the table and in the archive. The other savepoint does not contain
     * the event.
     */
    private static final String WRITTEN_EVENT =
            cancelled("a1", "v1", "01955130-4200-8b59-9066-911373540cc3");

    /**
     * The cancellation of the buffered order. In the newest savepoint, this event is in the buffer
     * of the table's sink. The other savepoint does not contain the event.
     */
    private static final String BUFFERED_EVENT =
            cancelled("a2", "v2", "01955130-4200-85e6-8786-bc3a60068fbc");

    private static final String NOT_AN_ORDER = "no order";

    @Test
    @EnabledIfSystemProperty(named = "orderstream.state.write", matches = "true")
    void writeSavepoint() {
        try (FaultyPaths paths = new FaultyPaths(0);
                StackUnderTest stack =
                        StackUnderTest.start(
                                "write-savepoint",
                                // The interval is long, so that no checkpoint comes between the
                                // last records and the savepoint.
                                options ->
                                        options.withCheckpointInterval(Duration.ofSeconds(30))
                                                .withParameter("DeduplicationTtl", "P30D"),
                                paths)) {
            stack.startJob();
            stack.post(WRITTEN_ORDER);
            stack.awaitOk("/order?accountid=a1&vendorid=v1");
            postEvent(stack, WRITTEN_EVENT);
            stack.awaitEvents(1);
            stack.awaitArchived(1);

            FaultRule throttled =
                    FaultRule.on("dynamodb:BatchWriteItem")
                            .inject("throttled", Fault.refused(ServiceError.THROUGHPUT));
            paths.add(throttled);
            // The records have the same partition key, so the job reads them together.
            stack.putAllOntoStream(
                    Stream.of(NOT_AN_ORDER, BUFFERED_ORDER, BUFFERED_EVENT)
                            .map(record -> record.getBytes(StandardCharsets.UTF_8))
                            .toList(),
                    "k");
            await("the sink has tried to write the order")
                    .atMost(StackUnderTest.PATIENCE)
                    .until(() -> throttled.injected() > 0);
            String savepoint = stack.stopJobWithSavepoint();

            new KeptSavepoint(NEWEST_SAVEPOINT)
                    .keep(
                            savepoint,
                            4,
                            stack.keysUnder("").stream()
                                    .filter(key -> key.endsWith(".jsonl"))
                                    .collect(Collectors.toMap(Function.identity(), stack::file)));
        }
    }

    /**
     * The job is restored. It recognizes the orders and events of the savepoint when they are
     * posted again.
     *
     * @param eventItems how many of the two events the job writes to the new table. The job writes
     *     only those that it had not written to the old table.
     */
    @ParameterizedTest
    @CsvSource({SAVEPOINT_WITHOUT_EVENTS + ", 2", NEWEST_SAVEPOINT + ", 1"})
    void theJobIsRestoredFromASavepointOfAnEarlierVersion(String name, int eventItems) {
        KeptSavepoint savepoint = new KeptSavepoint(name);
        try (StackUnderTest stack =
                StackUnderTest.start(
                        "upgrade", options -> options.withParameter("DeduplicationTtl", "P30D"))) {
            Map<String, String> files = savepoint.files();
            files.forEach(stack::putFile);

            restore(stack, savepoint);

            // The buffered order is written. The table is new, so it contains no other order.
            awaitBufferedItem(stack);
            // The item of the buffered order still names the archive folder of the run that ended
            // with the savepoint. So the invoice must be found there. This is the function's first
            // request for an invoice, so it may be answered with 503 on a busy machine.
            stack.awaitOk("/invoice?accountid=a2&vendorid=v2");
            String fresh = stack.post(coffee("a3", "v3", DATE, "1", 1));
            String done = stack.post(WRITTEN_ORDER);
            String buffered = stack.post(BUFFERED_ORDER);
            String doneEvent = postEvent(stack, WRITTEN_EVENT);
            String bufferedEvent = postEvent(stack, BUFFERED_EVENT);
            stack.awaitAllRead();

            stack.assertJobNeverFailed();
            assertThat(stack.orderIds()).containsExactlyInAnyOrder(buffered, fresh);
            assertThat(stack.invoices())
                    .extracting(document -> document.path("orderid").asText())
                    .containsExactlyInAnyOrder(done, buffered, fresh);
            assertThat(stack.eventIds()).contains(bufferedEvent).hasSize(eventItems);
            assertThat(stack.linesUnder("events/"))
                    .extracting(line -> Json.read(line).path("eventid").asText())
                    .containsExactlyInAnyOrder(doneEvent, bufferedEvent);
            JsonNode order = stack.awaitOk("/order?accountid=a2&vendorid=v2").json().path("order");
            assertThat(EventTexts.stateOf(order)).isEqualTo("cancelled 1 0 0");
            assertThat(stack.linesUnder("rejected/")).hasSize(1);
            files.forEach((key, content) -> assertThat(stack.file(key)).isEqualTo(content));
        }
    }

    private static String cancelled(String account, String vendor, String order) {
        return """
               {"event": {"type": "cancelled", "accountid": "%s", "vendorid": "%s",
                 "orderid": "%s", "eventdate": "%s", "reason": "too late"}}
               """
                .formatted(account, vendor, order, DATE);
    }

    private static String postEvent(StackUnderTest stack, String event) {
        ApiClient.Answer answer = stack.api().post("/order/events", event);
        assertThat(answer.status()).as("%s", answer).isEqualTo(202);
        return answer.json().path("eventid").asText();
    }

    private static void awaitBufferedItem(StackUnderTest stack) {
        try {
            stack.awaitOk("/order?accountid=a2&vendorid=v2");
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(
                    "The order in the buffer of the table's sink was not written. The job's newest"
                            + " failure: "
                            + stack.jobFailure().orElse("none"),
                    e);
        }
    }

    private static void restore(StackUnderTest stack, KeptSavepoint savepoint) {
        try {
            stack.startJob(Optional.of(savepoint.location()));
        } catch (JobRejectedException | StartException e) {
            throw new AssertionError(
                    "This job cannot be restored from the state of an earlier version. See"
                            + " \"Changing the job\" in docs/guarantees.md. Flink says: "
                            + e.getMessage(),
                    e);
        }
    }
}
