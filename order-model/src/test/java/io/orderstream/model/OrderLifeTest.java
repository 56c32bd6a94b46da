package io.orderstream.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Tests {@link OrderLife}. Most tests add a few events to the same order, whose total is 9. */
class OrderLifeTest {

    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");

    private static final ReceivedOrder ORDER = new ReceivedOrder(Orders.parse(Orders.COFFEE), NOON);

    private final List<ReceivedEvent> log = new ArrayList<>();

    /**
     * Adds an event at the end of the log. The first event arrives a minute after the order, and
     * each further event a minute after the event before it.
     */
    private OrderLifeTest then(String type, String more) {
        int number = log.size() + 1;
        return then(type, more, number, NOON.plusSeconds(60L * number));
    }

    private OrderLifeTest then(String type, String more, int number, Instant arrival) {
        log.add(
                Events.received(
                        Events.event(type, more),
                        arrival,
                        LogPosition.of(Integer.toString(number), 0)));
        return this;
    }

    private OrderLife life() {
        return OrderLife.of(ORDER, log);
    }

    private List<Optional<String>> reasons() {
        return life().events().stream().map(DecidedEvent::because).collect(Collectors.toList());
    }

    private static void assertState(
            OrderLife life, OrderStatus status, int version, String refunded, String net) {
        assertThat(life.status()).isEqualTo(status);
        assertThat(life.version()).isEqualTo(version);
        assertThat(life.refunded()).isEqualTo(new BigDecimal(refunded));
        assertThat(life.net()).isEqualTo(new BigDecimal(net));
    }

    @Test
    void anOrderWithoutEventsIsPlaced() {
        assertState(life(), OrderStatus.PLACED, 0, "0", "9");
        assertThat(life().order()).isEqualTo(ORDER);
        assertThat(life().events()).isEmpty();
        assertThat(life().hasMoreEvents()).isFalse();
    }

    @Test
    void aCancelledOrderHasANetOfZero() {
        then("cancelled", "");

        assertState(life(), OrderStatus.CANCELLED, 1, "0", "0");
    }

    @Test
    void aFulfilledOrderHasANetOfItsTotal() {
        then("fulfilled", "");

        assertState(life(), OrderStatus.FULFILLED, 1, "0", "9");
    }

    @Test
    void onlyTheFirstOfConflictingEventsHasAnEffect() {
        then("fulfilled", "").then("cancelled", "").then("fulfilled", ",\"reference\":\"2\"");

        assertState(life(), OrderStatus.FULFILLED, 1, "0", "9");
        assertThat(reasons())
                .containsExactly(
                        Optional.empty(),
                        Optional.of("the order was fulfilled"),
                        Optional.of("the order was fulfilled"));
    }

    /** Two clients see version 0 and post events at the same time. */
    @Test
    void onlyTheFirstOfTwoEventsForOneVersionHasAnEffect() {
        then("cancelled", ",\"ifversion\":0").then("refunded", ",\"ifversion\":0,\"amount\":1");

        assertState(life(), OrderStatus.CANCELLED, 1, "0", "0");
        assertThat(reasons()).containsExactly(Optional.empty(), Optional.of("the version was 1"));
    }

    @Test
    void anEventForALaterVersionHasNoEffect() {
        then("refunded", ",\"ifversion\":1,\"amount\":1")
                .then("refunded", ",\"ifversion\":0,\"amount\":2")
                .then("refunded", ",\"ifversion\":1,\"amount\":3");

        assertState(life(), OrderStatus.PLACED, 2, "5", "4");
        assertThat(reasons())
                .containsExactly(
                        Optional.of("the version was 0"), Optional.empty(), Optional.empty());
    }

    @Test
    void allRefundsTogetherAreAtMostTheTotal() {
        then("refunded", ",\"amount\":\"5.40\"")
                .then("refunded", ",\"amount\":4.5")
                .then("refunded", ",\"amount\":3.6");

        assertState(life(), OrderStatus.PLACED, 2, "9", "0");
        assertThat(reasons())
                .containsExactly(
                        Optional.empty(),
                        Optional.of("only 3.6 was left to refund"),
                        Optional.empty());
    }

    @Test
    void refundsAreAllowedInEveryStatus() {
        then("refunded", ",\"amount\":1").then("fulfilled", "").then("refunded", ",\"amount\":2");

        assertState(life(), OrderStatus.FULFILLED, 3, "3", "6");

        log.clear();
        then("cancelled", "").then("refunded", ",\"amount\":4");

        assertState(life(), OrderStatus.CANCELLED, 2, "4", "0");
    }

    @Test
    void theOrderComesFirst_evenIfAnEventArrivedBeforeIt() {
        then("cancelled", "", 1, NOON.minusSeconds(5));

        assertState(life(), OrderStatus.CANCELLED, 1, "0", "0");
        assertThat(OrderLife.at(NOON.minusSeconds(1), ORDER, log)).isEmpty();
        assertThat(OrderLife.at(NOON, ORDER, log)).contains(life());
    }

    @Test
    void onlyTheFirstCopyOfAnEventCounts() {
        then("refunded", ",\"amount\":4").then("cancelled", "").then("refunded", ",\"amount\":4");
        Collections.reverse(log);

        assertState(life(), OrderStatus.CANCELLED, 2, "4", "0");
        assertThat(life().events())
                .extracting(decided -> decided.received().position())
                .containsExactly(LogPosition.of("1", 0), LogPosition.of("2", 0));
    }

    /** All records of an aggregate have the same sequence number. */
    @Test
    void eventsOfAnAggregateAreFoldedInTheSequenceOfTheirIndexes() {
        for (int index : new int[] {10, 9}) {
            log.add(
                    Events.received(
                            Events.event(index == 9 ? "fulfilled" : "cancelled", ""),
                            NOON,
                            LogPosition.of("7", index)));
        }

        assertThat(life().status()).isEqualTo(OrderStatus.FULFILLED);
    }

    @Test
    void anEventOfAnotherOrderAccountOrVendorIsRefused() {
        for (String other :
                List.of(
                        Events.CANCELLED.replace("\"a1\"", "\"a2\""),
                        Events.CANCELLED.replace("\"v1\"", "\"v2\""),
                        Events.CANCELLED.replace("0fba\"", "0fbb\""))) {
            ReceivedEvent event = Events.received(other);

            assertThatThrownBy(() -> OrderLife.of(ORDER, List.of(event)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(event.event() + " does not belong to " + ORDER.order());
        }
    }

    @Nested
    class AsOfAnInstant {

        @Test
        void onlyEventsThatHadArrivedCount() {
            then("refunded", ",\"amount\":1").then("refunded", ",\"amount\":2");

            assertThat(OrderLife.at(NOON.minusMillis(1), ORDER, log)).isEmpty();
            assertState(at(0), OrderStatus.PLACED, 0, "0", "9");
            assertState(at(59), OrderStatus.PLACED, 0, "0", "9");
            assertState(at(60), OrderStatus.PLACED, 1, "1", "8");
            assertState(at(119), OrderStatus.PLACED, 1, "1", "8");
            assertState(at(120), OrderStatus.PLACED, 2, "3", "6");
            assertThat(at(120)).isEqualTo(life());
        }

        /**
         * Arrival times are approximate. So an event may have an earlier time than the event before
         * it in the log.
         */
        @Test
        void anEventDoesNotCount_untilTheEventsBeforeItInTheLogCount() {
            then("fulfilled", "", 1, NOON.plusSeconds(9));
            then("cancelled", "", 2, NOON.plusSeconds(8));

            assertThat(at(8).events()).isEmpty();
            assertThat(at(9)).isEqualTo(life());
            assertThat(life().status()).isEqualTo(OrderStatus.FULFILLED);
        }

        /** The state is the same whether the job has dropped the copy or not. */
        @Test
        void aLateCopyDoesNotDelayTheEventsAfterIt() {
            then("fulfilled", "", 1, NOON.plusSeconds(1));
            then("fulfilled", "", 2, NOON.plusSeconds(9));
            then("refunded", ",\"amount\":1", 3, NOON.plusSeconds(3));

            assertThat(at(3).version()).isEqualTo(2);
        }

        private OrderLife at(int second) {
            return OrderLife.at(NOON.plusSeconds(second), ORDER, log).orElseThrow();
        }
    }

    @Test
    void atMostTheFirstThousandEventsAreFolded() {
        for (int i = 1; i <= 5_000; i++) {
            then("refunded", ",\"amount\":\"" + i + "e-6\"");
        }
        List<ReceivedEvent> exactly = List.copyOf(log.subList(0, OrderLife.MAX_EVENTS));
        List<ReceivedEvent> enough = List.copyOf(log.subList(0, OrderLife.MAX_EVENTS + 1));
        Collections.shuffle(log, new Random(7));

        assertState(life(), OrderStatus.PLACED, 1_000, "0.5005", "8.4995");
        assertThat(life().events()).hasSize(1_000);
        assertThat(life().hasMoreEvents()).isTrue();
        assertThat(OrderLife.of(ORDER, enough)).isEqualTo(life());
        assertThat(OrderLife.of(ORDER, exactly).hasMoreEvents()).isFalse();
        assertThat(OrderLife.of(ORDER, exactly).events()).isEqualTo(life().events());
    }

    @Test
    void typesAreFoundByTheirNames_andOnlyRefundsAreRepeatable() {
        assertThat(EventType.all())
                .extracting(EventType::name)
                .containsExactly("cancelled", "fulfilled", "refunded");
        assertThat(EventType.all())
                .allMatch(type -> EventType.named(type.name()).orElseThrow() == type);
        assertThat(EventType.named("amended")).isEmpty();
        assertThat(EventType.all().stream().filter(EventType::isRepeatable))
                .extracting(EventType::name)
                .containsExactly("refunded");
    }
}
