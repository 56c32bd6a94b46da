package io.orderstream.embedded.scenario;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.embedded.journey.ApiClient.Answer;
import io.orderstream.embedded.start.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The promise, while producers send every order more than once: it is one order. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RepeatedOrdersITCase {

    private static final int ORDERS = 80;
    private static final Duration WINDOW = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private StackUnderFire stack;

    @BeforeAll
    void start() {
        stack = StackUnderFire.start("repeated-orders");
    }

    @AfterAll
    void stop() {
        if (stack != null) {
            stack.close();
        }
    }

    @Test
    void ordersAreSentTwoOrThreeTimes() {
        RepeatingProducer producer = new RepeatingProducer(stack);

        stack.scenario("each order sent two or three times, spelled differently")
                .orders(1_500)
                .badRecords(20)
                .sentBy(producer)
                .withoutRestart()
                .run();

        assertThat(producer.sent()).isGreaterThanOrEqualTo(2 * stack.size().times(1_500));
    }

    @Test
    void ordersAreSentAgainAfterTheJobHasRestarted() {
        RepeatingProducer producer = new RepeatingProducer(stack);

        stack.scenario("each order sent two or three times, before and after restarts")
                .orders(1_000)
                .badRecords(20)
                .sentBy(producer)
                .blow(JobControl::killTaskManager)
                .blow(JobControl::replaceCluster)
                .blow(job -> job.rescale(1))
                .blow(job -> job.rescale(2))
                .run();

        assertThat(producer.sent()).isGreaterThanOrEqualTo(2 * stack.size().times(1_000));
    }

    /** Each is archived again, and the item names the newest line. */
    @Test
    void ordersAreSentAgainAfterTheWindow() {
        try (StackUnderFire forgetful =
                StackUnderFire.start(
                        "after-the-window",
                        options ->
                                options.withCheckpointInterval(Duration.ofMinutes(10))
                                        .withParameter("DeduplicationTtl", "PT1S"))) {
            List<SentOrder> orders = OrderGenerator.seeded(forgetful.size().seed()).next(ORDERS);
            Producer producer = Producer.ontoTheStream(forgetful.kinesis(), forgetful.streamName());
            producer.send(orders, forgetful.ledger());
            Map<String, Instant> first = awaitNewestCopies(forgetful);
            forgetful.job().awaitCommitted();
            orders.subList(0, ORDERS / 4).forEach(order -> assertInvoice(forgetful, order, first));

            Instant over = Instant.now().plus(WINDOW);
            Deadline.in(PATIENCE).await("the window is over", () -> Instant.now().isAfter(over));
            producer.send(orders, forgetful.ledger());
            Map<String, Instant> second = awaitNewestCopies(forgetful);

            // The items name folders that are not visible yet. What was issued stays.
            orders.subList(0, ORDERS / 4).forEach(order -> assertInvoice(forgetful, order, first));
            forgetful.job().awaitCommitted();
            orders.subList(ORDERS / 4, ORDERS)
                    .forEach(order -> assertInvoice(forgetful, order, second));

            assertThat(forgetful.store().archive()).hasSize(2 * ORDERS);
            assertThat(forgetful.store().items()).hasSize(ORDERS);
            assertThat(forgetful.job().newestFailure()).isEqualTo("none");
        }
    }

    /** When the newest copy of each order arrived, which is what the table says, too. */
    private static Map<String, Instant> awaitNewestCopies(StackUnderFire stack) {
        Map<String, Instant> newest = new HashMap<>();
        stack.stream().arrivals().forEach((id, all) -> newest.put(id, Collections.max(all)));
        Deadline.in(PATIENCE)
                .await(
                        "the table has the newest copy of each order",
                        () -> arrivalsInTable(stack).equals(newest));
        return newest;
    }

    private static Map<String, Instant> arrivalsInTable(StackUnderFire stack) {
        return stack.store().items().stream()
                .collect(
                        toMap(
                                item -> item.get("orderid").s(),
                                item -> Instant.parse(item.get("receivedat").s())));
    }

    /** The answer is the line of the copy that arrived then. */
    private static void assertInvoice(
            StackUnderFire stack, SentOrder order, Map<String, Instant> arrivals) {
        Answer answer = stack.api().get("/invoice?" + order.query());
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        assertThat(stack.api().fetch(answer.json().path("url").asText()).text())
                .isEqualTo(order.line(order.id(), arrivals.get(order.id()).toString()));
    }
}
