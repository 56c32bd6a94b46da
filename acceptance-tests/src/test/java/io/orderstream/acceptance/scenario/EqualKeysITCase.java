package io.orderstream.acceptance.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.acceptance.proxy.FaultRule;
import io.orderstream.acceptance.proxy.PartialFailures;
import io.orderstream.embedded.start.Deadline;
import io.orderstream.embedded.start.StartException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The archive has each copy of an order, and the table has the newest copy. In this test, the job
 * does not remove duplicates, so several copies of an order wait for the table at the same time.
 * DynamoDB leaves some items unprocessed.
 */
class EqualKeysITCase {

    private static final int COPIES = 4;

    @Test
    void theTableHasTheNewestCopy_andTheArchiveHasAll() {
        try (StackWithFaults stack =
                StackWithFaults.start(
                        "table-equal-keys",
                        options ->
                                options.withParallelism(1)
                                        .withParameter("DeduplicationTtl", "PT0S"))) {
            List<SentOrder> orders = OrderGenerator.seeded(stack.size().seed()).next(40);
            FaultRule unprocessed =
                    FaultRule.on("dynamodb:BatchWriteItem")
                            .from(JobControl.JOB)
                            .atMost(5)
                            .inject(
                                    "unprocessed items",
                                    PartialFailures.unprocessedItems(
                                            new Random(stack.size().seed())));
            stack.paths().add(unprocessed);
            Producer producer = Producer.ontoTheStream(stack.kinesis(), stack.streamName());
            for (int copy = 0; copy < COPIES; copy++) {
                producer.send(orders, stack.sentRecords());
            }

            // A retry of an older copy must not overwrite a newer copy.
            Map<String, String> newestArrivals =
                    stack.stream().arrivals().entrySet().stream()
                            .collect(
                                    Collectors.toMap(
                                            Map.Entry::getKey,
                                            order -> Collections.max(order.getValue()).toString()));
            try {
                Deadline.in(Duration.ofMinutes(5))
                        .await(
                                "the archive has all copies, and the table has the newest copy of each order",
                                () ->
                                        stack.stored().archive().size() == COPIES * orders.size()
                                                && arrivalsInTable(stack).equals(newestArrivals));
            } catch (StartException e) {
                throw new AssertionError(stack.job().newestFailure(), e);
            }
            assertThat(newestArrivals.keySet()).isEqualTo(stack.sentRecords().orders().keySet());
            assertThat(unprocessed.injected()).isPositive();
            // Without deduplication each copy is archived.
            Map<String, Long> lines =
                    stack.stored().archive().stream()
                            .collect(
                                    Collectors.groupingBy(
                                            line -> line.text().substring(0, 50),
                                            Collectors.counting()));
            assertThat(lines.values()).hasSize(orders.size()).containsOnly((long) COPIES);
            assertThat(stack.job().restarts())
                    .as("restarts; the newest failure was: %s", stack.job().newestFailure())
                    .isZero();
        }
    }

    /** The arrival time of each order. Items of events are left out. */
    private static Map<String, String> arrivalsInTable(StackWithFaults stack) {
        return stack.stored().items().stream()
                .filter(item -> !item.containsKey("type"))
                .collect(
                        Collectors.toMap(
                                item -> item.get("orderid").s(),
                                item -> item.get("receivedat").s()));
    }
}
