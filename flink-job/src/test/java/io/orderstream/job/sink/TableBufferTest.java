package io.orderstream.job.sink;

import static io.orderstream.job.sink.TableSimulation.cancellation;
import static io.orderstream.job.sink.TableSimulation.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.job.records.PlacedRecord;
import io.orderstream.job.sink.TableBuffer.Batch;
import io.orderstream.model.OrderId;
import io.orderstream.model.Received;
import io.orderstream.model.ReceivedOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TableBufferTest {

    private static final long MANY_BYTES = 16L << 20;

    private final List<Long> pauses = new ArrayList<>();
    private final List<Runnable> pausing = new ArrayList<>();
    private final TableBuffer orders = buffer(MANY_BYTES);

    @Test
    void aPartialBatchIsSent_whenNoBatchIsUnderWay() {
        orders.add(order(1, "a"));
        Batch first = orders.next().orElseThrow();
        orders.add(order(2, "b"));
        orders.add(order(3, "c"));

        assertThat(first.records()).containsExactly(order(1, "a"));
        assertThat(orders.next()).isEmpty();

        orders.answered(first, Set.of());

        assertThat(orders.next().orElseThrow().records())
                .containsExactly(order(2, "b"), order(3, "c"));
    }

    @Test
    void fullBatchesAreSentAtOnce_upTo50() {
        for (int i = 0; i < 1 + 60 * 25; i++) {
            orders.add(order(i, "a" + i));
        }

        List<Batch> batches = sendAll();

        assertThat(batches).hasSize(50).allSatisfy(each -> assertThat(each.records()).hasSize(25));
    }

    @Test
    void noBatchIsSent_whileAQuarterOfTheBufferIsUnderWay() {
        for (int i = 0; !orders.isFull(); i++) {
            orders.add(order(i, "a" + i, "\"" + "x".repeat(64_000) + "\""));
        }

        List<Batch> batches = sendAll();

        // A quarter of the buffer is 4 MiB. Three batches of 25 x 65 KB are more than that.
        assertThat(batches).hasSize(3);

        orders.answered(batches.get(0), Set.of());

        assertThat(orders.next()).isPresent();
        assertThat(orders.next()).isEmpty();

        orders.failed(batches.get(1));
        orders.failed(batches.get(2));
        endPauses();

        // After a failure, a batch is sent only if no batch is under way. The fourth batch is still
        // under way.
        assertThat(orders.next()).isEmpty();
    }

    @Test
    void refusedOrdersWaitLongerEachTime_upToASecond_untilOneIsWritten() {
        orders.add(order(1, "a"));
        orders.add(order(2, "a"));
        refuseAll(sendAll());
        for (int i = 0; i < 6; i++) {
            endPauses();
            refuseAll(sendAll());
        }
        assertThat(pauses).containsExactly(50L, 100L, 200L, 400L, 800L, 1_000L, 1_000L);

        endPauses();
        Batch both = sendAll().get(0);
        orders.answered(both, Set.of(id(order(2, "a"))));

        assertThat(both.records()).containsExactlyInAnyOrder(order(1, "a"), order(2, "a"));
        assertThat(pauses).endsWith(50L);
    }

    @Test
    void whileOneAccountIsRefused_othersAreSentAtOnce() {
        orders.add(order(1, "a"));
        refuseAll(sendAll());

        orders.add(order(2, "a"));
        orders.add(order(3, "b"));

        assertThat(sendAll()).extracting(Batch::records).containsExactly(List.of(order(3, "b")));
    }

    @Test
    void ordersOfARefusedAccountWait_evenIfTheyWereAddedBeforeTheRefusal() {
        orders.add(order(1, "a"));
        List<Batch> first = sendAll();
        orders.add(order(2, "a"));
        orders.add(order(3, "b"));
        refuseAll(first);

        assertThat(sendAll()).extracting(Batch::records).containsExactly(List.of(order(3, "b")));
    }

    @Test
    void anAccountIsLikeOthersAgain_whenAllItsOrdersAreWritten() {
        orders.add(order(1, "a"));
        refuseAll(sendAll());
        endPauses();
        sendAll().forEach(batch -> orders.answered(batch, Set.of()));

        orders.add(order(2, "a"));
        orders.add(order(3, "b"));

        assertThat(sendAll())
                .extracting(Batch::records)
                .containsExactly(List.of(order(2, "a"), order(3, "b")));
    }

    /** If DynamoDB throttles the whole table, it refuses orders of thousands of accounts. */
    @Test
    void refusedOrdersOfDifferentAccountsShareBatches() {
        for (int i = 0; i < 1_000; i++) {
            orders.add(order(i, "a" + i));
        }
        refuseAll(sendAll());
        endPauses();

        assertThat(sendAll())
                .hasSize(40)
                .allSatisfy(each -> assertThat(each.records()).hasSize(25));
    }

    @Test
    void afterAFailedCallAllAccountsPause_thenOneBatchIsTried() {
        for (int i = 0; i < 100; i++) {
            orders.add(order(i, "a" + i));
        }
        sendAll().forEach(orders::failed);

        assertThat(pauses).containsExactly(50L);
        assertThat(sendAll()).isEmpty();

        endPauses();
        List<Batch> tries = sendAll();

        assertThat(tries).hasSize(1);
        orders.failed(tries.get(0));
        assertThat(pauses).containsExactly(50L, 100L);

        endPauses();
        sendAll().forEach(batch -> orders.answered(batch, Set.of()));

        assertThat(sendAll()).hasSize(3);
    }

    @Test
    void theEndOfAnEarlierPause_doesNotEndALaterPause() {
        for (int i = 0; i < 75; i++) {
            orders.add(order(i, "a" + i));
        }
        List<Batch> batches = sendAll();
        orders.failed(batches.get(0));
        orders.answered(batches.get(1), Set.of());
        orders.failed(batches.get(2));

        pausing.get(0).run();
        assertThat(sendAll()).isEmpty();

        pausing.get(1).run();
        assertThat(sendAll()).isNotEmpty();
    }

    @Test
    void recordsOfOneOrderAreSentOneAfterTheOther() {
        PlacedRecord first = order(1, "a");
        PlacedRecord second = new PlacedRecord(first.received(), "second/", 2, 0);
        orders.add(first);
        orders.add(second);

        Batch batch = sendAll().get(0);
        assertThat(batch.records()).containsExactly(first);
        orders.failed(batch);
        endPauses();
        batch = sendAll().get(0);
        assertThat(batch.records()).containsExactly(first);
        orders.answered(batch, Set.of());

        assertThat(sendAll()).extracting(Batch::records).containsExactly(List.of(second));
    }

    @Test
    void anEventIsSentAfterItsOrder_andAfterEarlierEvents() {
        PlacedRecord order = order(1, "a");
        PlacedRecord first = cancellation(1, "a");
        PlacedRecord second = new PlacedRecord(first.received(), "second/", 2, 0);
        PlacedRecord ofAnother = cancellation(2, "b");
        List.of(order, first, second, ofAnother).forEach(orders::add);

        assertThat(orders.all()).containsSubsequence(order, first, second);
        Batch batch = sendAll().get(0);
        assertThat(batch.records()).containsExactlyInAnyOrder(order, ofAnother);
        orders.answered(batch, Set.of(id(order)));
        endPauses();
        batch = sendAll().get(0);
        assertThat(batch.records()).containsExactly(order);
        orders.answered(batch, Set.of());
        batch = sendAll().get(0);
        assertThat(batch.records()).containsExactly(first);
        orders.answered(batch, Set.of());

        assertThat(sendAll()).extracting(Batch::records).containsExactly(List.of(second));
    }

    /**
     * The oldest record of an order has a link to the newest, so the buffer adds a new record in
     * one step. If the buffer had to follow the links from record to record, this test would take
     * minutes.
     */
    @Test
    void manyEventsOfOneOrderAreSentInTheirSequence() {
        TableBuffer large = buffer(1L << 40);
        int count = 200_000;
        for (int part = 0; part < count; part++) {
            large.add(new PlacedRecord(cancellation(1, "a").received(), "e/", part, 0));
        }

        for (int part = 0; part < count; part++) {
            Batch batch = large.next().orElseThrow();
            assertThat(batch.records().get(0).part()).isEqualTo(part);
            large.answered(batch, Set.of());
        }
        assertThat(large.isEmpty()).isTrue();
    }

    @Test
    void ordersUnderWayTakeRoomInTheBuffer_andTheLastOrderMayExceedTheBound() {
        TableBuffer small = buffer(TableBuffer.ORDER_BYTES);

        assertThat(small.isFull()).isFalse();
        small.add(order(1, "a"));
        Batch batch = small.next().orElseThrow();

        assertThat(small.isFull()).isTrue();
        assertThat(small.percentFull()).isGreaterThan(100);
        small.answered(batch, Set.of());
        assertThat(small.isFull()).isFalse();
        assertThat(small.percentFull()).isZero();
    }

    /** Compares the buffer with a model, in random sequences of new records, answers and pauses. */
    @Property(tries = 300)
    void eachRecordIsWrittenOnce_andRecordsOfOneOrderInTheirSequence(@ForAll long seed) {
        Model model = new Model(seed);
        for (int i = 0; i < 400; i++) {
            model.step();
        }
        model.finish();
    }

    /** Acts as the buffer's caller and as the table, and checks the buffer after each step. */
    private static final class Model {

        private static final int MAX_ORDERS = 60;
        private static final int ACCOUNTS = 4;

        private final Random random;
        private final List<Runnable> pausing = new ArrayList<>();
        private final List<Batch> underWay = new ArrayList<>();
        private final Map<OrderId, List<PlacedRecord>> arrived = new HashMap<>();
        private final Map<OrderId, List<PlacedRecord>> written = new HashMap<>();
        private final Set<String> refused = new HashSet<>();
        private final Set<Runnable> failurePauses = new HashSet<>();
        private static final int ORDER_BYTES =
                TableBuffer.ORDER_BYTES + TableSimulation.USUAL_DETAILS.length();
        private static final int EVENT_BYTES =
                TableBuffer.EVENT_BYTES + TableSimulation.REASON.length();
        private static final long MAX_BYTES = (long) MAX_ORDERS * ORDER_BYTES;

        private final TableBuffer orders =
                new TableBuffer(MAX_BYTES, (millis, then) -> pausing.add(then));
        private int count;

        Model(long seed) {
            random = new Random(seed);
        }

        void step() {
            int choice = random.nextInt(10);
            if (choice < 6) {
                arrive();
            } else if (choice < 9) {
                answer();
            } else if (!pausing.isEmpty()) {
                endPause();
            }
            send();
            check();
        }

        /** Ends the sequence: the table writes everything until the buffer is empty. */
        void finish() {
            for (int i = 0; !orders.isEmpty(); i++) {
                assertThat(i).as("rounds").isLessThan(1_000);
                while (!pausing.isEmpty()) {
                    endPause();
                }
                send();
                List.copyOf(underWay).forEach(batch -> write(batch, Set.of()));
                send();
                check();
            }
            assertThat(written).isEqualTo(arrived);
            assertThat(orders.percentFull()).isZero();
        }

        private void arrive() {
            if (orders.isFull()) {
                return;
            }
            // Sometimes the number of an earlier record comes again, as an order or as an event.
            int number = random.nextInt(3) == 0 ? random.nextInt(1 + count) : count;
            String account = "a" + number % ACCOUNTS;
            Received received =
                    (random.nextBoolean() ? order(number, account) : cancellation(number, account))
                            .received();
            PlacedRecord order = new PlacedRecord(received, "e/", count++, 0);
            arrived.computeIfAbsent(id(order), id -> new ArrayList<>()).add(order);
            orders.add(order);
        }

        private void answer() {
            if (underWay.isEmpty()) {
                return;
            }
            Batch batch = underWay.get(random.nextInt(underWay.size()));
            Set<OrderId> left = ids(batch);
            switch (random.nextInt(4)) {
                case 0:
                    underWay.remove(batch);
                    int before = pausing.size();
                    orders.failed(batch);
                    failurePauses.addAll(pausing.subList(before, pausing.size()));
                    break;
                case 1:
                    write(batch, left);
                    break;
                case 2:
                    left.removeIf(id -> random.nextBoolean());
                    write(batch, left);
                    break;
                default:
                    write(batch, Set.of());
            }
        }

        private void write(Batch batch, Set<OrderId> left) {
            underWay.remove(batch);
            for (PlacedRecord order : batch.records()) {
                if (left.contains(id(order))) {
                    refused.add(account(order));
                } else {
                    written.computeIfAbsent(id(order), id -> new ArrayList<>()).add(order);
                }
            }
            orders.answered(batch, left);
        }

        private void endPause() {
            Runnable pause = pausing.remove(random.nextInt(pausing.size()));
            failurePauses.remove(pause);
            pause.run();
        }

        private void send() {
            for (Optional<Batch> next = orders.next(); next.isPresent(); next = orders.next()) {
                underWay.add(next.get());
            }
        }

        private void check() {
            List<PlacedRecord> sent =
                    underWay.stream()
                            .flatMap(batch -> batch.records().stream())
                            .collect(Collectors.toList());
            List<PlacedRecord> unconfirmed = new ArrayList<>();
            arrived.forEach(
                    (id, copies) ->
                            unconfirmed.addAll(
                                    copies.subList(
                                            written.getOrDefault(id, List.of()).size(),
                                            copies.size())));

            assertThat(orders.all()).containsExactlyInAnyOrderElementsOf(unconfirmed);
            long bytes =
                    unconfirmed.stream()
                            .mapToLong(
                                    record ->
                                            record.received() instanceof ReceivedOrder
                                                    ? ORDER_BYTES
                                                    : EVENT_BYTES)
                            .sum();
            assertThat(orders.percentFull()).isEqualTo(100 * bytes / MAX_BYTES);
            assertThat(bytes).isLessThan(MAX_BYTES + EVENT_BYTES);
            assertThat(sent).extracting(TableBufferTest::id).doesNotHaveDuplicates();
            assertThat(underWay)
                    .allSatisfy(batch -> assertThat(batch.records()).hasSizeBetween(1, 25));
            if (underWay.isEmpty() && failurePauses.isEmpty()) {
                // Nothing is under way, and all pauses after failed calls have ended. So a record
                // waits only if the table has refused a record of its account.
                assertThat(refused)
                        .containsAll(
                                unconfirmed.stream()
                                        .map(TableBufferTest::account)
                                        .collect(Collectors.toSet()));
            }
        }
    }

    private TableBuffer buffer(long maxBytes) {
        return new TableBuffer(
                maxBytes,
                (millis, then) -> {
                    pauses.add(millis);
                    pausing.add(then);
                });
    }

    private List<Batch> sendAll() {
        List<Batch> batches = new ArrayList<>();
        for (Optional<Batch> next = orders.next(); next.isPresent(); next = orders.next()) {
            batches.add(next.get());
        }
        return batches;
    }

    private void refuseAll(List<Batch> batches) {
        batches.forEach(batch -> orders.answered(batch, ids(batch)));
    }

    private void endPauses() {
        List<Runnable> ending = List.copyOf(pausing);
        pausing.clear();
        ending.forEach(Runnable::run);
    }

    private static Set<OrderId> ids(Batch batch) {
        return batch.records().stream().map(TableBufferTest::id).collect(Collectors.toSet());
    }

    private static OrderId id(PlacedRecord order) {
        return order.received().orderId();
    }

    private static String account(PlacedRecord order) {
        return order.received().account().value();
    }
}
