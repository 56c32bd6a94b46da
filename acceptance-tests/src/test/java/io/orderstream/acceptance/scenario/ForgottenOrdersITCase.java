package io.orderstream.acceptance.scenario;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.acceptance.journey.ApiClient.Answer;
import io.orderstream.embedded.start.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Orders that are sent again after the job has forgotten them. This test has its own class, because
 * it needs its own stack. Flink's file systems are global in a JVM, so a second stack replaces the
 * file systems of the first one.
 */
class ForgottenOrdersITCase {

    private static final int ORDERS = 80;

    /** Longer than {@code DeduplicationTtl}, which is one second in this test. */
    private static final Duration LONGER_THAN_DEDUPLICATION_TTL = Duration.ofSeconds(2);

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** Each order is archived a second time. Its item then names the folder of the newest line. */
    @Test
    void ordersAreSentAgainAfterTheJobHasForgottenThem() {
        try (StackWithFaults stack =
                StackWithFaults.start(
                        "after-the-window",
                        options ->
                                options.withCheckpointInterval(Duration.ofMinutes(10))
                                        .withParameter("DeduplicationTtl", "PT1S"))) {
            List<SentOrder> orders = OrderGenerator.seeded(stack.size().seed()).next(ORDERS);
            Producer producer = Producer.ontoTheStream(stack.kinesis(), stack.streamName());
            producer.send(orders, stack.sentRecords());
            Map<String, Instant> first = awaitNewestCopies(stack);
            stack.job().awaitCommitted();
            orders.subList(0, ORDERS / 4).forEach(order -> assertInvoice(stack, order, first));

            Instant over = Instant.now().plus(LONGER_THAN_DEDUPLICATION_TTL);
            Deadline.in(PATIENCE)
                    .await("the job has forgotten the orders", () -> Instant.now().isAfter(over));
            producer.send(orders, stack.sentRecords());
            Map<String, Instant> second = awaitNewestCopies(stack);

            // The files of the folders that the items name are not committed yet. Issued invoices
            // do not change.
            orders.subList(0, ORDERS / 4).forEach(order -> assertInvoice(stack, order, first));
            stack.job().awaitCommitted();
            orders.subList(ORDERS / 4, ORDERS)
                    .forEach(order -> assertInvoice(stack, order, second));

            assertThat(stack.stored().archive()).hasSize(2 * ORDERS);
            assertThat(stack.stored().items()).hasSize(ORDERS);
            assertThat(stack.job().newestFailure()).isEqualTo("none");
        }
    }

    /**
     * Waits until the table has the newest copy of each order. Returns the arrival time of each of
     * these copies.
     */
    private static Map<String, Instant> awaitNewestCopies(StackWithFaults stack) {
        Map<String, Instant> newest = new HashMap<>();
        stack.stream().arrivals().forEach((id, all) -> newest.put(id, Collections.max(all)));
        Deadline.in(PATIENCE)
                .await(
                        "the table has the newest copy of each order",
                        () -> arrivalsInTable(stack).equals(newest));
        return newest;
    }

    private static Map<String, Instant> arrivalsInTable(StackWithFaults stack) {
        return stack.stored().items().stream()
                .collect(
                        toMap(
                                item -> item.get("orderid").s(),
                                item -> Instant.parse(item.get("receivedat").s())));
    }

    /** Checks that the order's invoice is the line of the copy with this arrival time. */
    private static void assertInvoice(
            StackWithFaults stack, SentOrder order, Map<String, Instant> arrivals) {
        Answer answer = stack.api().getUnlessBusy("/invoice?" + order.query());
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        assertThat(stack.api().fetch(answer.json().path("url").asText()).text())
                .isEqualTo(order.line(order.id(), arrivals.get(order.id()).toString()));
    }
}
