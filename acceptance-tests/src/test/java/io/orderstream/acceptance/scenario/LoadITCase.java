package io.orderstream.acceptance.scenario;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.orderstream.acceptance.journey.ApiClient.Answer;
import io.orderstream.acceptance.proxy.ArrivalTimes;
import io.orderstream.acceptance.proxy.FaultRule;
import io.orderstream.acceptance.scenario.StreamContents.StreamedRecord;
import io.orderstream.embedded.start.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * No order is lost or duplicated under load: with a backlog, with one busy account, with many
 * accounts.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LoadITCase {

    private static final int BACKLOG = 1_000;
    private static final int FIRST_INVOICES = 80;

    /** More accounts than a short run has orders. In a soak, each account has several orders. */
    private static final int ACCOUNTS = 3_000;

    private static final String BUSIEST_ACCOUNT = "busiest";
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private StackWithFaults stack;
    private FaultRule backdated;
    private InvoiceOnCommitCheck invoices;

    /** The arrival times that the job gets for the backlog's orders, by order id. */
    private final Map<String, List<Instant>> arrivals = new HashMap<>();

    @BeforeAll
    void startBehindABacklog() {
        stack =
                StackWithFaults.startWithoutJob(
                        "load", options -> options.withShards(2 * options.shards()));
        OrderGenerator orders = OrderGenerator.seeded(stack.size().seed());
        Producer producer = Producer.ofTheApi(stack.api());
        for (int i = 0; i < stack.size().times(BACKLOG); i += 50) {
            producer.send(orders.next(50), stack.sentRecords());
        }
        Backdating backdating =
                Backdating.of(
                        stack.stream().records().values().stream()
                                .map(StreamedRecord::arrival)
                                .toList());
        stack.stream().replaceArrivals(backdating);
        arrivals.putAll(stack.stream().arrivals());
        backdated =
                FaultRule.on("kinesis:GetRecords")
                        .from(JobControl.JOB)
                        .inject("arrival an hour ago", ArrivalTimes.changedBy(backdating));
        stack.paths().add(backdated);

        invoices = InvoiceOnCommitCheck.of(stack, FIRST_INVOICES / (double) BACKLOG);
        stack.job().start(2);
        Deadline.in(stack.size().atLeast(PATIENCE))
                .await(
                        "the table has the backlog",
                        () -> stack.stored().countOfItems() == arrivals.size());
        stack.job().awaitCommitted();
        invoices.finish();
        stack.paths().clear();
    }

    @AfterAll
    void stop() {
        if (invoices != null) {
            invoices.close();
        }
        if (stack != null) {
            stack.close();
        }
    }

    @Test
    void theOrdersOfABacklogAreArchivedInTheHourOfTheirArrival() {
        Audit audit = stack.audit();
        new ScenarioReport(
                        "a backlog that arrived before and after the start of an hour",
                        arrivals.size(),
                        0,
                        List.of(backdated),
                        0,
                        stack.job().restarts(),
                        audit,
                        invoices,
                        List.of())
                .write();

        assertThat(audit.isClean()).as("%s: %s", stack.size(), audit).isTrue();
        assertThat(audit.misplaced()).as("%s", stack.size()).isEmpty();
        assertThat(invoices.notFound()).as("%s", stack.size()).isEmpty();
        assertThat(invoices.asked()).isGreaterThan(stack.size().times(FIRST_INVOICES) / 6);
        // Some orders arrived before the start of an hour, and some after it. The audit has already
        // compared items and folders with these times.
        assertThat(
                        arrivals.values().stream()
                                .map(all -> all.get(0).truncatedTo(ChronoUnit.HOURS))
                                .collect(toSet()))
                .hasSize(2);
        arrivals.keySet().stream().limit(5).forEach(this::assertInvoiceSaysWhenTheOrderArrived);
    }

    @Test
    void halfOfAllOrdersAreOfOneAccount_andCanBeListed() {
        stack.scenario("half of all orders of one account")
                .orders(1_000)
                .ordersFrom(
                        OrderGenerator.seeded(
                                stack.size().seed() + 1,
                                random ->
                                        random.nextBoolean()
                                                ? BUSIEST_ACCOUNT
                                                : "skewed-" + random.nextInt(1_000)))
                .withoutRestart()
                .run();

        // The list is sorted by id. An id begins with the order date in milliseconds.
        List<String> newestFirst =
                stack.sentRecords().orders().entrySet().stream()
                        .filter(order -> order.getValue().account().equals(BUSIEST_ACCOUNT))
                        .map(Map.Entry::getKey)
                        .sorted(Comparator.reverseOrder())
                        .toList();
        assertThat(newestFirst).hasSizeGreaterThan(stack.size().times(400));
        assertThat(listed(BUSIEST_ACCOUNT)).isEqualTo(newestFirst);
    }

    @Test
    void ordersOfManyAccountsAreStored() {
        AtomicInteger next = new AtomicInteger();
        stack.scenario("many accounts")
                .orders(ACCOUNTS)
                .ordersFrom(
                        OrderGenerator.seeded(
                                stack.size().seed() + 2,
                                random -> "account-" + next.getAndIncrement() % ACCOUNTS))
                .sentBy(Producer.ontoTheStream(stack.kinesis(), stack.streamName()))
                .withoutRestart()
                .run();
    }

    private void assertInvoiceSaysWhenTheOrderArrived(String id) {
        SentOrder order = stack.sentRecords().order(id).orElseThrow();
        Answer issued = stack.api().getUnlessBusy("/invoice?" + order.query());
        assertThat(issued.status()).as(issued.toString()).isEqualTo(200);
        assertThat(stack.api().fetch(issued.json().path("url").asText()).text())
                .isEqualTo(order.line(id, arrivals.get(id).get(0).toString()));
    }

    /** The order ids on all pages of an account's list. */
    private List<String> listed(String account) {
        List<String> ids = new ArrayList<>();
        String next = "";
        do {
            Answer page =
                    stack.api().getUnlessBusy("/orders?limit=100&accountid=" + account + next);
            assertThat(page.status()).as(page.toString()).isEqualTo(200);
            JsonNode json = page.json();
            json.path("orders").forEach(order -> ids.add(order.path("orderid").asText()));
            next = json.hasNonNull("next") ? "&next=" + json.path("next").asText() : "";
        } while (!next.isEmpty());
        return ids;
    }
}
