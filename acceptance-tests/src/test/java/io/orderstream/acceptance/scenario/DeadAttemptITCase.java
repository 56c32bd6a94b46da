package io.orderstream.acceptance.scenario;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.acceptance.journey.ApiClient.Answer;
import io.orderstream.acceptance.proxy.FaultRule;
import io.orderstream.acceptance.proxy.LateRequests;
import io.orderstream.acceptance.proxy.Request;
import io.orderstream.embedded.start.Deadline;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Invoices are found even if the last write of an item arrives after the task manager that sent it
 * has died. The item then names an archive folder whose files are never committed. After a task
 * manager dies, Flink restarts the job's tasks. "The dead attempt" means the tasks before this
 * restart, and "the new attempt" means the tasks after it. Only the test triggers checkpoints.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeadAttemptITCase {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** The number of orders. It is enough for several full batches in each of two subtasks. */
    private static final int ORDERS = 200;

    private static final int LONG_ORDERS = 250;

    private final Set<String> writtenLate = new HashSet<>();
    private StackWithFaults stack;

    @BeforeAll
    void start() {
        stack =
                StackWithFaults.start(
                        "dead-attempt",
                        options ->
                                options.withCheckpointInterval(Duration.ofMinutes(10))
                                        .withParameter("ArchiveSlots", "1"));
    }

    @AfterAll
    void stop() {
        if (stack != null) {
            stack.close();
        }
    }

    /**
     * The time when the dead attempt's write reaches the table: before or after the new attempt's
     * files are committed.
     */
    enum LateWrite {
        BEFORE_THE_COMMIT,
        AFTER_THE_COMMIT;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    @ParameterizedTest
    @EnumSource
    void theDeadAttemptsWriteReachesTheTableLast(LateWrite time) {
        String account = "late-" + time.name();
        List<SentOrder> orders =
                OrderGenerator.seeded(stack.size().seed(), random -> account).next(ORDERS);
        LateRequests late = new LateRequests();
        FaultRule held =
                FaultRule.on("dynamodb:BatchWriteItem")
                        .from(JobControl.JOB)
                        .where(request -> bodyOf(request).contains(account))
                        .inject("late", late);
        // Two checkpoints complete. The new attempt restarts from the second one.
        stack.job().awaitCommitted();
        int restartsBefore = stack.job().restarts();

        try (InvoiceOnCommitCheck invoices = firstInvoices(time)) {
            stack.paths().add(held);
            Producer.ofTheApi(stack.api()).send(orders, stack.sentRecords());
            await(
                    "the job has sent some of the orders to the table",
                    () -> sentIn(late.sent(), orders).size() > ORDERS / 4);
            stack.job().replaceTaskManager(() -> stack.paths().remove(held));
            stack.stored()
                    .awaitItems(
                            "the new attempt has written all orders",
                            Deadline.in(PATIENCE),
                            orders);
            if (time == LateWrite.AFTER_THE_COMMIT) {
                stack.job().awaitCommitted();
            }
            List<SentOrder> affected = sentIn(late.sent(), orders);
            Map<String, String> byTheNewAttempt = stack.stored().foldersNamedBy(affected);

            late.arriveAt(stack.dynamoDb());

            Map<String, String> byTheDeadOne = stack.stored().foldersNamedBy(affected);
            assertThat(byTheDeadOne).isNotEmpty();
            byTheDeadOne.forEach(
                    (id, folder) ->
                            assertThat(folder).as(id).isNotEqualTo(byTheNewAttempt.get(id)));
            if (time == LateWrite.BEFORE_THE_COMMIT) {
                affected.forEach(this::assertNotCommittedYet);
                stack.job().awaitCommitted();
            }
            invoices.finish();

            Audit audit = stack.audit().without(writtenLate);
            writtenLate.addAll(byTheDeadOne.keySet());
            new ScenarioReport(
                            "a dead attempt's write comes last, " + time,
                            ORDERS,
                            0,
                            List.of(held),
                            1,
                            stack.job().restarts() - restartsBefore,
                            audit,
                            invoices,
                            List.of())
                    .write();
            assertThat(audit.isClean()).as("%s: %s", stack.size(), audit).isTrue();
            assertThat(audit.misplaced())
                    .containsExactlyInAnyOrderElementsOf(byTheDeadOne.keySet());
            assertThat(invoices.notFound()).as("%s", stack.size()).isEmpty();
            assertThat(invoices.asked()).isEqualTo(ORDERS);
        }
    }

    /**
     * If the dead attempt's writes reach the table after the commit, invoices are requested only
     * after these writes.
     */
    private InvoiceOnCommitCheck firstInvoices(LateWrite time) {
        return time == LateWrite.BEFORE_THE_COMMIT
                ? InvoiceOnCommitCheck.of(stack, 1)
                : InvoiceOnCommitCheck.onlyAtTheEnd(stack);
    }

    @Test
    void severalFilesInAFolderAreNumbered() {
        // The orders of each of two subtasks take more than 5 MiB, the size of a full file. Each
        // subtask writes to one folder.
        List<SentOrder> orders =
                OrderGenerator.seeded(stack.size().seed(), random -> "long")
                        .next(LONG_ORDERS)
                        .stream()
                        .map(order -> order.withDetail("note", "x".repeat(60_000)))
                        .toList();
        Producer producer = Producer.ontoTheStream(stack.kinesis(), stack.streamName());
        stack.job().awaitCommitted();

        try (InvoiceOnCommitCheck invoices = InvoiceOnCommitCheck.of(stack, 0.2)) {
            for (int i = 0; i < LONG_ORDERS; i += 25) {
                producer.send(orders.subList(i, i + 25), stack.sentRecords());
            }
            stack.stored().awaitItems("the table has all orders", Deadline.in(PATIENCE), orders);
            stack.job().awaitCommitted();
            invoices.finish();

            Audit audit = stack.audit().without(writtenLate);
            new ScenarioReport(
                            "files of 5 MiB, several in a folder",
                            LONG_ORDERS,
                            0,
                            List.of(),
                            0,
                            0,
                            audit,
                            invoices,
                            List.of())
                    .write();
            assertThat(audit.isClean()).as("%s: %s", stack.size(), audit).isTrue();
            assertThat(audit.misplaced()).isEmpty();
            assertThat(stack.stored().keys()).anyMatch(key -> key.endsWith("-1.jsonl"));
            assertThat(invoices.notFound()).as("%s", stack.size()).isEmpty();
            assertThat(invoices.asked()).isPositive();
        }
    }

    private void assertNotCommittedYet(SentOrder order) {
        Answer answer = stack.api().getUnlessBusy("/invoice?" + order.query());
        assertThat(answer.status()).as("%s", answer).isEqualTo(404);
        assertThat(answer.text()).contains("no-invoice-yet");
        assertThat(answer.header("retry-after")).isNotEmpty();
    }

    private static List<SentOrder> sentIn(List<Request> requests, List<SentOrder> orders) {
        String sent = requests.stream().map(DeadAttemptITCase::bodyOf).collect(joining());
        return orders.stream().filter(order -> sent.contains(order.id())).toList();
    }

    private static String bodyOf(Request request) {
        return new String(request.body(), StandardCharsets.UTF_8);
    }

    private static void await(String what, Supplier<Boolean> condition) {
        Deadline.in(PATIENCE).await(what, condition);
    }
}
