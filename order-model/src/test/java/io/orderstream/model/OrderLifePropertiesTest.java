package io.orderstream.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/**
 * Properties of {@link OrderLife}, the fold of an order's events. Some tests compare the fold with
 * a reference model. The model is a plain loop over the log. It counts in whole cents and shares no
 * code with the fold. If a test fails, jqwik prints the seed.
 */
class OrderLifePropertiesTest {

    private static final Instant START = Instant.parse("2026-11-28T10:00:00Z");

    /**
     * An entry of the log. Entries with the same values are copies of one event. If {@code
     * ifVersion} is negative, the event has no {@code ifversion}.
     */
    private static final class Entry {

        private final String type;
        private final int cents;
        private final int ifVersion;
        private final int number;

        private Entry(String type, int cents, int ifVersion, int number) {
            this.type = type;
            this.cents = type.equals("refunded") ? cents : 0;
            this.ifVersion = ifVersion;
            this.number = number;
        }

        private String identity() {
            return type + " " + cents + " " + ifVersion + " " + number;
        }

        private ReceivedEvent received(int position, Instant arrival) {
            String more =
                    (type.equals("refunded") ? ",\"amount\":" + cents + "e-2" : "")
                            + (ifVersion < 0 ? "" : ",\"ifversion\":" + ifVersion)
                            + ",\"eventdate\":\"2026-11-28T09:00:0"
                            + number
                            + "Z\"";
            return Events.received(
                    Events.undated(type, more),
                    arrival,
                    LogPosition.of(Integer.toString(position), 0));
        }
    }

    /**
     * The rules of {@link OrderLife} without the limit for events, in code as plain as possible.
     */
    private static final class Model {

        private final int total;
        private final Set<String> seen = new HashSet<>();
        private final List<Boolean> effects = new ArrayList<>();
        private String status = "placed";
        private int version;
        private int refunded;

        private Model(int total) {
            this.total = total;
        }

        private static Model of(int total, List<Entry> log) {
            Model model = new Model(total);
            log.forEach(model::happens);
            return model;
        }

        private void happens(Entry entry) {
            if (!seen.add(entry.identity())) {
                return;
            }
            boolean effect = entry.ifVersion < 0 || entry.ifVersion == version;
            if (entry.type.equals("refunded")) {
                effect &= refunded + entry.cents <= total;
            } else {
                effect &= status.equals("placed");
            }
            effects.add(effect);
            if (!effect) {
                return;
            }
            version++;
            refunded += entry.cents;
            if (!entry.type.equals("refunded")) {
                status = entry.type;
            }
        }

        private int net() {
            return status.equals("cancelled") ? 0 : total - refunded;
        }
    }

    private static void assertAgree(OrderLife life, Model model) {
        assertThat(life.status().text()).isEqualTo(model.status);
        assertThat(life.version()).isEqualTo(model.version);
        assertThat(life.refunded()).isEqualByComparingTo(BigDecimal.valueOf(model.refunded, 2));
        assertThat(life.net()).isEqualByComparingTo(BigDecimal.valueOf(model.net(), 2));
        assertThat(life.events().stream().map(DecidedEvent::hasEffect))
                .containsExactlyElementsOf(model.effects);
    }

    @Property
    void theStateIsThatOfTheModel_andIsTheSameForShuffledEventsWithCopies(
            @ForAll("logs") List<Entry> log,
            @ForAll @IntRange(max = 1_500) int total,
            @ForAll Random random) {
        ReceivedOrder order = order(total);
        List<ReceivedEvent> events = received(log);
        OrderLife life = OrderLife.of(order, events);

        assertAgree(life, Model.of(total, log));
        // All events in a random sequence, some of them several times.
        List<ReceivedEvent> repeated = new ArrayList<>(events);
        for (int i = 0; i < 3; i++) {
            int from = random.nextInt(events.size() + 1);
            repeated.addAll(events.subList(from, from + random.nextInt(events.size() + 1 - from)));
        }
        Collections.shuffle(repeated, random);
        assertThat(OrderLife.of(order, repeated)).isEqualTo(life);
    }

    @Property
    void theJobMayDropAnyLaterCopy(
            @ForAll("logs") List<Entry> log,
            @ForAll @IntRange(max = 1_500) int total,
            @ForAll Random random) {
        ReceivedOrder order = order(total);
        List<ReceivedEvent> all = received(log);
        Set<EventId> seen = new HashSet<>();
        List<ReceivedEvent> some =
                all.stream()
                        .filter(event -> seen.add(event.event().id()) || random.nextBoolean())
                        .collect(Collectors.toList());

        assertThat(OrderLife.of(order, some)).isEqualTo(OrderLife.of(order, all));
        for (int second = 0; second < 40; second++) {
            Instant instant = START.plusSeconds(second);
            assertThat(OrderLife.at(instant, order, some))
                    .isEqualTo(OrderLife.at(instant, order, all));
        }
    }

    @Property
    void refundsNeverExceedTheTotal_andTheVersionCountsEffects(
            @ForAll("logs") List<Entry> log, @ForAll @IntRange(max = 1_500) int total) {
        ReceivedOrder order = order(total);
        OrderLife life = OrderLife.of(order, received(log));
        List<OrderEvent> effective =
                life.events().stream()
                        .filter(DecidedEvent::hasEffect)
                        .map(decided -> decided.received().event())
                        .collect(Collectors.toList());
        BigDecimal refunds =
                effective.stream()
                        .filter(RefundedEvent.class::isInstance)
                        .map(event -> ((RefundedEvent) event).amount())
                        .reduce(BigDecimal.ZERO, BigDecimal::add);

        assertThat(life.version()).isEqualTo(effective.size());
        assertThat(life.refunded()).isEqualByComparingTo(refunds);
        assertThat(refunds).isLessThanOrEqualTo(order.order().total());
        assertThat(life.net()).isBetween(BigDecimal.ZERO, order.order().total());
    }

    /**
     * Arrival times are approximate: an event may have an earlier time than the event before it in
     * the log.
     */
    @Property
    void theHistoryAtATimeIsTheBeginningOfTheWholeHistory(
            @ForAll("logs") List<Entry> log,
            @ForAll @IntRange(max = 1_500) int total,
            @ForAll @IntRange(max = 10) int jitter,
            @ForAll Random random) {
        ReceivedOrder order = order(total);
        List<ReceivedEvent> events = new ArrayList<>();
        for (int i = 0; i < log.size(); i++) {
            int second = i - random.nextInt(jitter + 1);
            events.add(log.get(i).received(i, START.plusSeconds(second)));
        }
        OrderLife life = OrderLife.of(order, events);

        assertThat(OrderLife.at(START.minusMillis(1), order, events)).isEmpty();
        assertThat(OrderLife.at(START.plusSeconds(log.size()), order, events)).contains(life);
        int previous = 0;
        for (int second = 0; second <= log.size(); second++) {
            OrderLife then = OrderLife.at(START.plusSeconds(second), order, events).orElseThrow();
            int size = then.events().size();
            assertThat(size).isGreaterThanOrEqualTo(previous);
            assertThat(then.events()).isEqualTo(life.events().subList(0, size));
            previous = size;
        }
    }

    /**
     * If each event arrives after the event before it in the log, the state at a time is the state
     * after all events that had arrived by then.
     */
    @Property
    void theStateAtATimeIsThatOfTheLogUntilThen(
            @ForAll("logs") List<Entry> log, @ForAll @IntRange(max = 1_500) int total) {
        ReceivedOrder order = order(total);
        List<ReceivedEvent> events = received(log);
        for (int second = 0; second < log.size(); second++) {
            Optional<OrderLife> then = OrderLife.at(START.plusSeconds(second), order, events);

            assertAgree(then.orElseThrow(), Model.of(total, log.subList(0, second + 1)));
        }
    }

    /** The events of the log. One event arrives each second, from {@link #START}. */
    private static List<ReceivedEvent> received(List<Entry> log) {
        List<ReceivedEvent> events = new ArrayList<>();
        for (int i = 0; i < log.size(); i++) {
            events.add(log.get(i).received(i, START.plusSeconds(i)));
        }
        return events;
    }

    /** The order that the events are about, with this total in cents. */
    private static ReceivedOrder order(int cents) {
        Order coffee = Orders.parse(Orders.COFFEE);
        return new ReceivedOrder(
                Order.restore(
                        coffee.id(),
                        coffee.account(),
                        coffee.vendor(),
                        coffee.orderDate(),
                        coffee.idempotencyKey(),
                        BigDecimal.valueOf(cents, 2),
                        1,
                        coffee.details()),
                START);
    }

    /** Random logs. The entries have few different values, so copies and conflicts are frequent. */
    @Provide
    Arbitrary<List<Entry>> logs() {
        return Combinators.combine(
                        Arbitraries.frequency(
                                Tuple.of(1, "cancelled"),
                                Tuple.of(1, "fulfilled"),
                                Tuple.of(6, "refunded")),
                        Arbitraries.of(1, 250, 300, 777, 2_000),
                        Arbitraries.frequency(
                                Tuple.of(6, -1),
                                Tuple.of(1, 0),
                                Tuple.of(1, 1),
                                Tuple.of(1, 2),
                                Tuple.of(1, 5)),
                        Arbitraries.integers().between(0, 3))
                .as(Entry::new)
                .list()
                .ofMaxSize(30);
    }
}
