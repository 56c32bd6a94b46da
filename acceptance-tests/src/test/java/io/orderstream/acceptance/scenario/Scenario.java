package io.orderstream.acceptance.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.acceptance.journey.ApiClient;
import io.orderstream.acceptance.proxy.FaultRule;
import io.orderstream.embedded.start.Deadline;
import io.orderstream.embedded.start.StartException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.Shard;

/**
 * Sends orders and events while something goes wrong. At the end each of them must be stored
 * exactly once, and the states of some orders must follow from their events.
 *
 * <pre>{@code
 * stack.scenario("S3 asks for fewer requests")
 *         .orders(2_000)
 *         .badRecords(20)
 *         .fault(FaultRule.on("s3:*").from("Job").sometimes(0.2)
 *                 .inject("503 SlowDown", Fault.refused(ServiceError.SLOW_DOWN)))
 *         .run();
 * }</pre>
 *
 * <p>{@link #run} fails if a fault did not happen, if something that was sent is not stored exactly
 * once and byte for byte, or if anything else is stored. Earlier scenarios may have used the same
 * stack, so what they sent is compared, too. The states and the invoices are checked only for some
 * orders.
 */
final class Scenario {

    /**
     * The time limit of a wait. A soak multiplies it by its scale, because there is more to wait
     * for.
     */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** The minimum time over which orders are sent. The scale of the run multiplies this time. */
    private static final Duration TIME = Duration.ofSeconds(4);

    private static final int BATCH = 50;
    private static final int INVOICES = 5;

    /**
     * About how many invoices are requested as soon as the archive lines of their orders are
     * committed. The scale of the run multiplies this number. If a scenario sends more orders than
     * its minimum, it also requests more invoices.
     */
    private static final int FIRST_INVOICES = 40;

    private static final int MAX_BATCHES_AFTERWARDS = 60;
    private static final Duration PACE_AFTERWARDS = Duration.ofSeconds(1);

    private final StackWithFaults stack;
    private final String name;
    private final Random random;
    private final List<FaultRule> faults = new ArrayList<>();
    private final List<Consumer<JobControl>> disruptions = new ArrayList<>();
    private final List<Consumer<JobControl>> outages = new ArrayList<>();
    private final List<FaultRule> outageRules = new ArrayList<>();

    private volatile boolean disrupting;
    private int orders = 1_000;
    private int badRecords;
    private Duration time;
    private OrderGenerator generator;
    private Producer producer;
    private OrdersWithEvents events;
    private boolean restartsAllowed = true;

    Scenario(StackWithFaults stack, String name) {
        this.stack = stack;
        this.name = name;
        this.time = stack.size().times(TIME);
        long seed = stack.size().seed() + name.hashCode();
        this.random = new Random(seed);
        this.generator = OrderGenerator.seeded(seed);
        this.producer = Producer.ofTheApi(stack.api());
    }

    /**
     * The minimum number of orders to send. The scale of the run multiplies this number. More
     * orders follow until every disruption is done. If a fault has not happened by then, more
     * batches follow until it has happened, or until sixty batches beyond the minimum were sent.
     */
    Scenario orders(int number) {
        orders = stack.size().times(number);
        return this;
    }

    /**
     * The minimum number of bad records between the orders. The scale of the run multiplies this
     * number. If more batches of orders follow, more bad records follow, too.
     */
    Scenario badRecords(int number) {
        badRecords = stack.size().times(number);
        return this;
    }

    /** Sends orders of this generator. */
    Scenario ordersFrom(OrderGenerator other) {
        generator = other;
        return this;
    }

    /** Sends the orders with this producer instead of a client of the API. */
    Scenario sentBy(Producer other) {
        producer = other;
        return this;
    }

    /** Applies this fault rule while orders are sent. */
    Scenario fault(FaultRule rule) {
        faults.add(rule);
        return this;
    }

    /**
     * Applies this disruption to the job at a random moment while orders are sent. If there are
     * several disruptions, they come one after the other. A soak repeats all of them.
     */
    Scenario disrupt(Consumer<JobControl> disruption) {
        disruptions.add(disruption);
        return this;
    }

    /** The job loses a service for this time. A soak multiplies it by its scale. */
    Scenario outage(FaultRule rule, Duration length) {
        outages.add(job -> job.loseService(rule, stack.size().atLeast(length)));
        outageRules.add(rule);
        return this;
    }

    /** The job must survive the scenario without a restart. */
    Scenario withoutRestart() {
        restartsAllowed = false;
        return this;
    }

    /** Runs the scenario, and checks at the end what is stored. */
    void run() {
        double share = stack.size().times(FIRST_INVOICES) / (double) orders;
        try (InvoiceOnCommitCheck invoices = InvoiceOnCommitCheck.of(stack, share)) {
            run(invoices);
        }
    }

    private void run(InvoiceOnCommitCheck invoices) {
        int restartsBefore = stack.job().restarts();
        String failureBefore = stack.job().newestFailure();
        int recoveriesBefore = stack.job().recoveries().size();
        int sentBefore = stack.sentRecords().countOfOrders();
        int badBefore = stack.sentRecords().badRecords().size();
        List<Consumer<JobControl>> planned = allDisruptions();
        faults.forEach(stack.paths()::add);
        disrupting = true;
        events = new OrdersWithEvents(producer, stack, random.nextLong());
        CompletableFuture<Void> sending =
                CompletableFuture.runAsync(this::send, ThreadPerTaskExecutor.INSTANCE);
        try {
            disruptAll(planned, sending, invoices);
            disrupting = false;
            awaitSent(sending);
        } catch (Exception | AssertionError e) {
            throw new AssertionError(
                    name + " (" + stack.size() + "): the scenario did not run to its end", e);
        } finally {
            disrupting = false;
            stack.paths().clear();
        }
        boolean allInTime = settle();
        if (allInTime) {
            invoices.finish();
        } else {
            invoices.close();
        }
        List<FaultRule> injected = new ArrayList<>(faults);
        injected.addAll(outageRules);

        Audit audit = stack.audit();
        int restarts = stack.job().restarts() - restartsBefore;
        List<Duration> recoveries = stack.job().recoveries();
        new ScenarioReport(
                        name,
                        stack.sentRecords().countOfOrders() - sentBefore,
                        stack.sentRecords().badRecords().size() - badBefore,
                        injected,
                        planned.size() - outages.size(),
                        restarts,
                        audit,
                        invoices,
                        recoveries.subList(recoveriesBefore, recoveries.size()))
                .write();
        assertThat(audit.isClean()).as("%s (%s): %s", name, stack.size(), audit).isTrue();
        assertThat(allInTime)
                .as("%s: all orders are in the table within %s", name, patience())
                .isTrue();
        assertThat(audit.misplaced()).as("%s (%s): misplaced", name, stack.size()).isEmpty();
        assertThat(invoices.notFound()).as("%s (%s): invoices", name, stack.size()).isEmpty();
        // Chance decides which invoices are requested, so there may be fewer than the mean. If the
        // mean is 20, as in a short run, about one scenario in 300,000 requests at most a sixth of
        // this mean.
        assertThat(invoices.asked())
                .as("%s: invoices", name)
                .isGreaterThan(stack.size().times(FIRST_INVOICES) / 6);
        assertThat(injected)
                .as("%s: every fault happened", name)
                .allMatch(fault -> fault.injected() > 0);
        if (!restartsAllowed) {
            assertThat(restarts)
                    .as(
                            "%s: restarts; the newest failure was: %s",
                            name, stack.job().newestFailure())
                    .isZero();
            // A restart before the first checkpoint restores nothing, so it is not counted above.
            assertThat(stack.job().newestFailure())
                    .as("%s: the job's newest failure", name)
                    .isEqualTo(failureBefore);
        }
        events.assertStates(stack.api(), name);
        assertInvoices();
    }

    /**
     * Waits until all orders are sent. The rate depends on the machine, so this method gives up
     * only if no order was accepted during one whole time limit.
     */
    private void awaitSent(CompletableFuture<Void> sending)
            throws InterruptedException, ExecutionException, TimeoutException {
        while (true) {
            int before = stack.sentRecords().countOfOrders();
            try {
                sending.get(time.plus(patience()).toSeconds(), TimeUnit.SECONDS);
                return;
            } catch (TimeoutException e) {
                if (stack.sentRecords().countOfOrders() == before) {
                    throw e;
                }
            }
        }
    }

    private Duration patience() {
        return stack.size().atLeast(PATIENCE);
    }

    private List<Consumer<JobControl>> allDisruptions() {
        List<Consumer<JobControl>> all = new ArrayList<>(outages);
        for (int i = 0; i < stack.size().repetitions(); i++) {
            all.addAll(disruptions);
        }
        return all;
    }

    /** Runs the disruptions, each after a pause. */
    private void disruptAll(
            List<Consumer<JobControl>> all,
            CompletableFuture<Void> sending,
            InvoiceOnCommitCheck invoices) {
        if (!all.isEmpty()) {
            awaitArchived(sending, invoices);
        }
        for (Consumer<JobControl> disruption : all) {
            pause(time.dividedBy(all.size() + 1L));
            if (sending.isCompletedExceptionally()) {
                return;
            }
            disruption.accept(stack.job());
        }
    }

    /**
     * Waits until the job has archived something. Before that, a disruption could not duplicate an
     * order.
     */
    private void awaitArchived(CompletableFuture<Void> sending, InvoiceOnCommitCheck invoices) {
        Deadline.in(patience())
                .await(
                        name + ": the archive has some of the orders",
                        () -> sending.isCompletedExceptionally() || invoices.sawFile());
    }

    /**
     * Whether another batch is needed: because disruptions are not done yet, or because a fault has
     * not happened yet and fewer than sixty more batches were sent.
     */
    private boolean needsAnotherBatch(int batches) {
        return disrupting
                || (batches < MAX_BATCHES_AFTERWARDS
                        && faults.stream().anyMatch(fault -> fault.injected() == 0));
    }

    private void send() {
        int batches = (orders + BATCH - 1) / BATCH;
        long start = System.nanoTime();
        for (int i = 0; i < batches || needsAnotherBatch(i - batches); i++) {
            events.send(generator.next(BATCH), stack.sentRecords());
            List<byte[]> bad =
                    BadRecords.of(
                            random, badRecords * (i + 1) / batches - badRecords * i / batches);
            if (!bad.isEmpty()) {
                Producer.putBadRecords(
                        stack.kinesis(), stack.streamName(), bad, stack.sentRecords());
            }
            // Keeps the pace: each batch has an equal share of the time, however long the previous
            // batch took.
            long due = start + time.toNanos() * (i + 1) / batches;
            long now = System.nanoTime();
            LockSupport.parkNanos(i < batches ? due - now : PACE_AFTERWARDS.toNanos());
        }
        events.finish(stack.sentRecords());
    }

    /** Pauses for 0.5 to 1.5 times the mean, so that the moment is random. */
    private void pause(Duration mean) {
        LockSupport.parkNanos((long) (mean.toNanos() * (0.5 + random.nextDouble())));
    }

    /**
     * Waits until the job has read everything: puts one last order onto each open shard, and waits
     * until all orders and events are in the table. The items are counted only when the last orders
     * are in the table, because the emulator reads the whole table for each count. After a
     * time-out, the audit says which orders are missing.
     *
     * @return whether all orders and events were in the table in time
     */
    private boolean settle() {
        List<SentOrder> last = putLastOrders();
        SentRecords sentRecords = stack.sentRecords();
        Deadline deadline = Deadline.in(patience());
        boolean inTime = true;
        try {
            stack.stored().awaitItems(name + ": the table has the last orders", deadline, last);
            deadline.await(
                    name + ": the table has all orders and events",
                    () ->
                            stack.stored().countOfItems()
                                    >= sentRecords.countOfOrders() + sentRecords.differentEvents());
        } catch (StartException late) {
            inTime = false;
        }
        stack.job().awaitCommitted();
        return inTime;
    }

    private List<SentOrder> putLastOrders() {
        List<SentOrder> last = new ArrayList<>();
        List<PutRecordsRequestEntry> entries = new ArrayList<>();
        for (Shard shard : openShards()) {
            SentOrder order = generator.next();
            entries.add(
                    PutRecordsRequestEntry.builder()
                            .data(SdkBytes.fromByteArray(order.record()))
                            .partitionKey("last")
                            .explicitHashKey(shard.hashKeyRange().startingHashKey())
                            .build());
            last.add(order);
            stack.sentRecords().accepted(order);
        }
        Producer.put(stack.kinesis(), stack.streamName(), entries);
        return last;
    }

    private List<Shard> openShards() {
        return stack
                .kinesis()
                .listShards(request -> request.streamName(stack.streamName()))
                .shards()
                .stream()
                .filter(shard -> shard.sequenceNumberRange().endingSequenceNumber() == null)
                .toList();
    }

    /** Fetches the invoices of some orders, and checks that they contain what was sent. */
    private void assertInvoices() {
        List<SentOrder> all = List.copyOf(stack.sentRecords().orders().values());
        for (int i = 0; i < INVOICES; i++) {
            SentOrder order = all.get(random.nextInt(all.size()));
            String id = order.id();
            ApiClient.Answer json = invoice(order, "json");
            String receivedAt = json.json().path("receivedat").asText();
            assertThat(stack.sentRecords().spellings(id))
                    .as(name)
                    .extracting(spelling -> spelling.line(id, receivedAt))
                    .contains(json.text());
            assertThat(invoice(order, "html").text())
                    .as(name)
                    .startsWith("<!DOCTYPE html>")
                    .contains(id, order.account(), order.vendor());
        }
    }

    private ApiClient.Answer invoice(SentOrder order, String format) {
        ApiClient.Answer issued =
                stack.api().getUnlessBusy("/invoice?" + order.query() + "&format=" + format);
        assertThat(issued.status()).as("%s: %s", name, issued).isEqualTo(200);
        ApiClient.Answer invoice = stack.api().fetch(issued.json().path("url").asText());
        assertThat(invoice.status()).as("%s: %s", name, invoice).isEqualTo(200);
        return invoice;
    }
}
