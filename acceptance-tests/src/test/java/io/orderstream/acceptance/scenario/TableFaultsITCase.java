package io.orderstream.acceptance.scenario;

import static io.orderstream.acceptance.proxy.Fault.answerCutInHalf;
import static io.orderstream.acceptance.proxy.Fault.answerDelayed;
import static io.orderstream.acceptance.proxy.Fault.answerLost;
import static io.orderstream.acceptance.proxy.Fault.delayed;
import static io.orderstream.acceptance.proxy.Fault.failedAfterTheWork;
import static io.orderstream.acceptance.proxy.Fault.hungUp;
import static io.orderstream.acceptance.proxy.Fault.refused;
import static io.orderstream.acceptance.proxy.Fault.requestCutInHalf;
import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.acceptance.proxy.Fault;
import io.orderstream.acceptance.proxy.FaultRule;
import io.orderstream.acceptance.proxy.PartialFailures;
import io.orderstream.acceptance.proxy.ServiceError;
import io.orderstream.embedded.start.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * No order is lost or duplicated while calls to DynamoDB fail in many ways. The scenarios of {@link
 * #run} also check that the job does not restart, and that some orders stay readable after the
 * first read.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TableFaultsITCase {

    private static final String BATCH_WRITE = "dynamodb:BatchWriteItem";
    private static final int ORDERS = 600;
    private static final String THROTTLED_ACCOUNT = "throttled";
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private StackWithFaults stack;

    @BeforeAll
    void start() {
        stack = StackWithFaults.start("table-faults");
    }

    @AfterAll
    void stop() {
        if (stack != null) {
            stack.close();
        }
    }

    @Test
    void tableThrottles() {
        run(
                stack.scenario("DynamoDB: throttling, and items left unprocessed")
                        .fault(batch(0.3).inject("throughput", refused(ServiceError.THROUGHPUT)))
                        .fault(batch(0.2).inject("throttling", refused(ServiceError.THROTTLING)))
                        .fault(batch(0.4).inject("unprocessed items", unprocessedItems())));
    }

    @Test
    void tableFailsAndConnectionsBreak() {
        run(
                stack.scenario("DynamoDB: errors before and after the work, connections break")
                        .fault(batch(0.15).inject("500", refused(ServiceError.INTERNAL)))
                        .fault(
                                batch(0.15)
                                        .inject(
                                                "500 after the work",
                                                failedAfterTheWork(ServiceError.INTERNAL)))
                        .fault(batch(0.15).inject("hung up", hungUp()))
                        .fault(batch(0.15).inject("request cut in half", requestCutInHalf()))
                        .fault(batch(0.15).inject("answer lost", answerLost()))
                        .fault(batch(0.15).inject("answer cut in half", answerCutInHalf())));
    }

    @Test
    void errorsComeFromALoadBalancer_inHtml() {
        run(
                stack.scenario("DynamoDB: sixty answers of a load balancer, 503 in HTML")
                        .fault(
                                batch(1).atMost(60)
                                        .inject("503 in HTML", Fault.unavailableInHtml())));
    }

    @Test
    void tableIsSlow_andSometimesDoesNotAnswerAtAll() {
        run(
                stack.scenario("DynamoDB: slow, and sometimes without an answer")
                        // The delay is longer than any time-out in this test.
                        .fault(
                                batch(0.5)
                                        .atMost(2)
                                        .inject("no answer", answerDelayed(Duration.ofHours(1))))
                        .fault(batch(0.4).inject("late", delayed(Duration.ofMillis(500))))
                        .fault(
                                batch(0.4)
                                        .inject(
                                                "answer late",
                                                answerDelayed(Duration.ofSeconds(1)))));
    }

    @Test
    void tableIsGone() {
        run(
                stack.scenario("DynamoDB: gone for a while")
                        // The outage takes a minute in a soak.
                        .outage(
                                FaultRule.on("dynamodb:*")
                                        .from(JobControl.JOB)
                                        .inject("gone", hungUp()),
                                Duration.ofSeconds(12)));
    }

    @Test
    void tableIsGoneAndATaskManagerIsKilled() {
        FaultRule gone = FaultRule.on("dynamodb:*").from(JobControl.JOB).inject("gone", hungUp());
        stack.scenario("DynamoDB: gone, and a task manager killed meanwhile")
                .orders(600)
                .badRecords(20)
                .disrupt(job -> job.surviveOutage(gone))
                .run();
    }

    @Test
    void oneAccountIsThrottled_andOrdersOfOtherAccountsAreWritten() {
        FaultRule throttled =
                FaultRule.on(BATCH_WRITE)
                        .from(JobControl.JOB)
                        .inject(
                                "one account's items unprocessed",
                                PartialFailures.unprocessedItemsOf(THROTTLED_ACCOUNT));
        run(
                stack.scenario("DynamoDB: one account throttled, all others not")
                        .ordersFrom(
                                OrderGenerator.seeded(
                                        stack.size().seed() + 3,
                                        random ->
                                                random.nextInt(5) == 0
                                                        ? THROTTLED_ACCOUNT
                                                        : "other-" + random.nextInt(20)))
                        .disrupt(job -> throttleOneAccount(throttled, job)));
        assertThat(throttled.injected()).isPositive();
    }

    private void throttleOneAccount(FaultRule throttled, JobControl job) {
        stack.paths().add(throttled);
        Deadline.in(PATIENCE)
                .await(
                        "some orders of the throttled account wait",
                        () -> !isInTable(ordersOf(THROTTLED_ACCOUNT::equals)));
        stack.stored()
                .awaitItems(
                        "the orders of the other accounts are in the table",
                        Deadline.in(PATIENCE),
                        ordersOf(account -> !account.equals(THROTTLED_ACCOUNT)));
        // If a task waited until the table takes the throttled items, these checkpoints would not
        // complete.
        job.awaitCheckpoints(2);
        assertThat(isInTable(ordersOf(THROTTLED_ACCOUNT::equals)))
                .as("the orders of the throttled account are in the table")
                .isFalse();
        stack.paths().remove(throttled);
    }

    private List<SentOrder> ordersOf(Predicate<String> accounts) {
        return stack.sentRecords().orders().values().stream()
                .filter(order -> accounts.test(order.account()))
                .toList();
    }

    private boolean isInTable(List<SentOrder> orders) {
        return stack.stored().foldersNamedBy(orders).size() == orders.size();
    }

    /**
     * Runs a scenario in which the job must not restart, and in which reads must stay monotonic.
     */
    private void run(Scenario scenario) {
        try (MonotonicReadCheck reads = MonotonicReadCheck.of(stack, stack.size().times(ORDERS))) {
            scenario.orders(ORDERS).badRecords(10).withoutRestart().run();
            reads.assertReadsWereMonotonic();
        }
    }

    private Fault unprocessedItems() {
        return PartialFailures.unprocessedItems(new Random(stack.size().seed()));
    }

    private static FaultRule batch(double share) {
        return FaultRule.on(BATCH_WRITE).from(JobControl.JOB).sometimes(share);
    }
}
