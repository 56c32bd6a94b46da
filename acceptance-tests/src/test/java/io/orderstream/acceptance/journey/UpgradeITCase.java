package io.orderstream.acceptance.journey;

import static io.orderstream.acceptance.journey.StackUnderTest.coffee;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The packaged job can be restored from a savepoint of an earlier version.
 *
 * <p>{@link #writeSavepoint} writes a savepoint once, and it is never changed. "Changing the job"
 * in {@code docs/guarantees.md} says when a new one is needed:
 *
 * <pre>
 * mvn verify -pl acceptance-tests -am -Dorderstream.state.write=true -Dit.test=UpgradeITCase#writeSavepoint \
 *     -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false
 * </pre>
 */
class UpgradeITCase {

    /** Written by the first job whose items name the byte at which a line begins. */
    private static final String NEWEST_SAVEPOINT = "savepoint-v5-flink1.20";

    private static final String DATE = "2025-03-01T10:11:12Z";

    /** In the table and in the archive before the job stopped. */
    private static final String WRITTEN_ORDER = coffee("a1", "v1", DATE, "4.5", 2);

    /** In the archive when the job stopped, and still in the buffer of the table's sink. */
    private static final String BUFFERED_ORDER = coffee("a2", "v2", DATE, "3.25", 7);

    private static final String NO_ORDER = "no order";

    @Test
    @EnabledIfSystemProperty(named = "orderstream.state.write", matches = "true")
    void writeSavepoint() {
        try (FaultyPaths paths = new FaultyPaths(0);
                StackUnderTest stack =
                        StackUnderTest.start(
                                "write-savepoint",
                                // A long interval, so that only the savepoint finishes the files of
                                // the later records.
                                options ->
                                        options.withCheckpointInterval(Duration.ofSeconds(30))
                                                .withParameter("DeduplicationTtl", "P30D"),
                                paths)) {
            stack.startJob();
            stack.post(WRITTEN_ORDER);
            stack.awaitOk("/order?accountid=a1&vendorid=v1");
            stack.awaitArchived(1);

            FaultRule throttled =
                    FaultRule.on("dynamodb:BatchWriteItem")
                            .inject("throttled", Fault.refused(ServiceError.THROUGHPUT));
            paths.add(throttled);
            // Both records have the same partition key, so the job reads them in this order.
            stack.putOntoStream(NO_ORDER.getBytes(StandardCharsets.UTF_8), "k");
            stack.putOntoStream(BUFFERED_ORDER.getBytes(StandardCharsets.UTF_8), "k");
            await("the sink has tried to write the order")
                    .atMost(StackUnderTest.PATIENCE)
                    .until(() -> throttled.injected() > 0);
            String savepoint = stack.stopJobWithSavepoint();

            new KeptSavepoint(NEWEST_SAVEPOINT)
                    .keep(
                            savepoint,
                            2,
                            stack.keysUnder("").stream()
                                    .filter(key -> key.endsWith(".jsonl"))
                                    .collect(Collectors.toMap(Function.identity(), stack::file)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = NEWEST_SAVEPOINT)
    void theJobIsRestoredFromASavepointOfAnEarlierVersion(String name) {
        KeptSavepoint savepoint = new KeptSavepoint(name);
        try (StackUnderTest stack =
                StackUnderTest.start(
                        "upgrade", options -> options.withParameter("DeduplicationTtl", "P30D"))) {
            Map<String, String> files = savepoint.files();
            files.forEach(stack::putFile);

            restore(stack, savepoint);

            // The buffered order is written. The table is new, so it contains no other order.
            awaitBufferedItem(stack);
            // Its item names the folder of the run that ended with the savepoint.
            assertThat(stack.api().get("/invoice?accountid=a2&vendorid=v2").status())
                    .isEqualTo(200);
            String fresh = stack.post(coffee("a3", "v3", DATE, "1", 1));
            String done = stack.post(WRITTEN_ORDER);
            String buffered = stack.post(BUFFERED_ORDER);
            stack.awaitAllRead();

            stack.assertJobNeverFailed();
            assertThat(stack.orderIds()).containsExactlyInAnyOrder(buffered, fresh);
            assertThat(stack.invoices())
                    .extracting(document -> document.path("orderid").asText())
                    .containsExactlyInAnyOrder(done, buffered, fresh);
            assertThat(stack.linesUnder("rejected/")).hasSize(1);
            files.forEach((key, content) -> assertThat(stack.file(key)).isEqualTo(content));
        }
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
