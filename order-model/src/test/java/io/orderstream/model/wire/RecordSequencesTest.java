package io.orderstream.model.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.model.Events;
import io.orderstream.model.Order;
import io.orderstream.model.Orders;
import io.orderstream.model.fuzz.CollidingNames;
import io.orderstream.model.fuzz.FuzzedRecord;
import io.orderstream.model.fuzz.Fuzzer;
import io.orderstream.model.json.TokenFactory;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tests that the outcome for a record does not depend on the records before it. */
class RecordSequencesTest {

    private static final Instant RECEIVED = Instant.parse("2026-11-28T10:00:00Z");
    private static final Entry ARRIVED = Entry.arrived(RECEIVED);

    /**
     * Each hostile order has 300 member names of its own. All these names, in all hostile orders,
     * have the same hash. With Jackson's default table of names, the parser fails for the second
     * hostile order. Afterwards it sometimes fails for harmless input, too.
     */
    @Test
    void hostileOrdersAreAccepted_andSoAreTheOrdersAfterThem() {
        for (int round = 0; round < 20; round++) {
            CollidingNames.hostileOrders()
                    .forEach(
                            order -> {
                                assertThat(outcome(Orders.bytes(order))).isInstanceOf(Order.class);
                                assertThat(outcome(Orders.bytes(Orders.COFFEE)))
                                        .isInstanceOf(Order.class);
                            });
        }
    }

    /**
     * The hostile order alone puts more than {@link TokenFactory#MOST_NAMES} names into the
     * factory's table. The order is read nevertheless, since the factory checks the limit only when
     * it makes a parser.
     */
    @Test
    void anOrderWithThousandsOfCollidingNamesIsReadByTheFastReader() throws Exception {
        TokenFactory tokens = new TokenFactory();
        List<String> all = CollidingNames.inBytes(0, 3_000);
        String objects =
                IntStream.range(0, 100)
                        .mapToObj(i -> all.subList(30 * i, 30 * (i + 1)))
                        .map(names -> "{\"" + String.join("\":1,\"", names) + "\":1}")
                        .collect(Collectors.joining(","));
        byte[] hostile =
                Orders.bytes(
                        Orders.withDetails(
                                "{\"unitprice\":1,\"quantity\":1,\"x\":[" + objects + "]}"));

        assertThat(FastOrderReader.read(tokens, hostile, ARRIVED))
                .contains(OrderCodec.parseByTheRules(hostile, ARRIVED));
        assertThat(FastOrderReader.read(tokens, Orders.bytes(Orders.COFFEE), ARRIVED)).isPresent();
    }

    /**
     * Many of the records have names that collide in one of Jackson's two tables of names. Jackson
     * has a table for input in bytes, and a table for input in characters.
     */
    @Test
    void recordsHaveTheSameOutcome_aloneAndInASequence() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Fuzzer fuzzer = Fuzzer.seeded(seed);
        TokenFactory shared = new TokenFactory();
        List<String> names = CollidingNames.inBytes(random.nextInt(1_000_000), 3_000);

        for (int i = 0; i < 3_000; i++) {
            byte[] record = record(i, names, fuzzer, random);
            String description = "record " + i + " of the sequence with seed " + seed;

            // This fast reader gets a new table of names. The rules need no table.
            Optional<Order> alone = FastOrderReader.read(new TokenFactory(), record, ARRIVED);
            Object byTheRules = outcomeByTheRules(record);
            assertThat(outcome(record)).as(description).isEqualTo(byTheRules);
            if (!isRefused(byTheRules)) {
                assertThat(FastOrderReader.read(shared, record, ARRIVED))
                        .as(description)
                        .isEqualTo(alone);
            }
            assertThat(FastEventReader.read(shared, record, ARRIVED))
                    .as(description)
                    .isEqualTo(FastEventReader.read(new TokenFactory(), record, ARRIVED));
        }
    }

    private static byte[] record(int number, List<String> names, Fuzzer fuzzer, Random random) {
        switch (random.nextInt(4)) {
            case 0:
                int from = random.nextInt(names.size() - 300);
                return Orders.bytes(CollidingNames.order(number, names.subList(from, from + 300)));
            case 1:
                return Orders.bytes(CollidingNames.order(number, longNames(random)));
            case 2:
                return Orders.bytes(Orders.COFFEE);
            default:
                FuzzedRecord fuzzed = fuzzer.record(number);
                return fuzzed.data();
        }
    }

    /**
     * Names of nine words of four bytes each. The first three words are the same in all names, and
     * the others are the same six words in random sequences. Jackson's hash only adds up the words
     * after the third, so all names have the same hash.
     */
    private static List<String> longNames(Random random) {
        return IntStream.range(0, 100)
                .mapToObj(
                        i ->
                                "constant-one"
                                        + random.ints(0, 6)
                                                .distinct()
                                                .limit(6)
                                                .mapToObj(
                                                        at ->
                                                                "abcdefghijklmnopqrstuvwx"
                                                                        .substring(
                                                                                4 * at, 4 * at + 4))
                                                .collect(Collectors.joining()))
                .distinct()
                .collect(Collectors.toList());
    }

    @Test
    void theTableOfNamesStaysSmall() {
        TokenFactory tokens = new TokenFactory();
        Random random = new Random(7);

        for (int i = 0; i < 500; i++) {
            String longName = "n".repeat(40_000) + i;
            FastOrderReader.read(
                    tokens, Orders.bytes(CollidingNames.order(i, List.of(longName))), ARRIVED);
            FastOrderReader.read(
                    tokens,
                    Orders.bytes(
                            CollidingNames.order(
                                    i, CollidingNames.inBytes(random.nextInt(1_000_000), 30))),
                    ARRIVED);

            assertThat(tokens.knownNames()).isLessThan(TokenFactory.MOST_NAMES + 50);
        }
    }

    /**
     * The fast reader of events stops at the first unknown name. Then the rules read the event, and
     * they need no table.
     */
    @Test
    void anEventPutsAtMostOneUnknownNameIntoTheTable() {
        TokenFactory tokens = new TokenFactory();
        for (int i = 0; i < 20; i++) {
            String names = String.join("\":\"1\",\"", CollidingNames.inBytes(1_000 * i, 300));
            byte[] hostile = Orders.bytes(Events.event("cancelled", ",\"" + names + "\":\"1\""));

            assertThat(FastEventReader.read(tokens, hostile, ARRIVED)).isEmpty();
            assertThat(Events.problemsOfPosted(hostile, Optional.empty())).hasSize(101);
            assertThat(Events.parse(Events.CANCELLED).type().name()).isEqualTo("cancelled");
        }

        // The name of the envelope, five names of members, and one unknown name of each event.
        assertThat(tokens.knownNames()).isLessThanOrEqualTo(1 + 5 + 20);
    }

    @Test
    void ordersWithLongNamesAreReadWithoutTheTable() {
        TokenFactory tokens = new TokenFactory();
        byte[] order =
                Orders.bytes(
                        Orders.withDetails(
                                "{\"unitprice\":1,\"quantity\":1,\""
                                        + "n".repeat(TokenFactory.LONGEST_NAME + 1)
                                        + "\":1}"));

        assertThat(FastOrderReader.read(tokens, order, ARRIVED)).isEmpty();
        assertThat(outcome(order)).isInstanceOf(Order.class);
    }

    private static boolean isRefused(Object outcome) {
        return outcome instanceof List;
    }

    /** The order, or its problems. */
    private static Object outcome(byte[] record) {
        try {
            return OrderCodec.parseRecord(record, RECEIVED);
        } catch (InvalidOrderException e) {
            return e.problems();
        }
    }

    private static Object outcomeByTheRules(byte[] record) {
        try {
            return OrderCodec.parseByTheRules(record, ARRIVED);
        } catch (InvalidOrderException e) {
            return e.problems();
        }
    }
}
