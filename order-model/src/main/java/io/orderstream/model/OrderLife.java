package io.orderstream.model;

import static io.orderstream.model.OrderStatus.CANCELLED;
import static io.orderstream.model.OrderStatus.FULFILLED;
import static io.orderstream.model.OrderStatus.PLACED;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * An order's state and history: the fold of its events. It is a pure function of the order and the
 * set of its events, so everybody who has the same records gets the same state.
 *
 * <pre>{@code
 * OrderLife life = OrderLife.of(order, List.of(fulfilled, cancelled)); // in this sequence in the log
 * life.status();                        // FULFILLED
 * life.version();                       // 1
 * life.events().get(1).hasEffect();     // false
 * life.events().get(1).because().get(); // the order was fulfilled
 * }</pre>
 *
 * <p>The rules:
 *
 * <ul>
 *   <li>The order comes first, whenever it arrived. Then its events follow in the sequence of the
 *       log ({@link LogPosition}). Of the copies of an event, only the first one counts.
 *   <li>An event has an effect if three conditions hold. First, it requires no version ({@code
 *       ifversion}), or it requires the order's current version. Second, the order's status allows
 *       it ({@link #TRANSITIONS}). Third, its refund and the earlier refunds that had an effect are
 *       together at most the order's total. Every other event stays in the history without an
 *       effect.
 *   <li>The version starts at 0. Each event that has an effect adds 1.
 *   <li>At most the first {@value #MAX_EVENTS} events are folded.
 * </ul>
 */
public final class OrderLife {

    /** What the events of each type do. */
    static final List<Transition> TRANSITIONS =
            List.of(
                    new Transition(CancelledEvent.TYPE, in(PLACED), becomes(CANCELLED)),
                    new Transition(FulfilledEvent.TYPE, in(PLACED), becomes(FULFILLED)),
                    new Transition(RefundedEvent.TYPE, in(PLACED, CANCELLED, FULFILLED), stays()));

    /** How many events of an order are folded: the first ones in the log, without copies. */
    public static final int MAX_EVENTS = 1_000;

    // The records of one order have one partition key, so no two of them have the same position
    // (LogPosition). Positions can be equal only if a producer uses other partition keys. Then the
    // id decides, as in the table's sort key.
    private static final Comparator<ReceivedEvent> SEQUENCE_OF_THE_LOG =
            Comparator.comparing(ReceivedEvent::position)
                    .thenComparing(received -> received.event().id());

    private final ReceivedOrder order;
    private final List<DecidedEvent> events;
    private final boolean hasMoreEvents;
    private final OrderStatus status;
    private final int version;
    private final BigDecimal refunded;
    private final BigDecimal net;

    /** Folds these events. They must be in the sequence of the log, without copies. */
    private OrderLife(ReceivedOrder order, List<ReceivedEvent> log) {
        State state = new State(order.order().total());
        List<DecidedEvent> decided = new ArrayList<>();
        for (ReceivedEvent received : log.subList(0, Math.min(log.size(), MAX_EVENTS))) {
            Optional<String> because = state.apply(received.event());
            decided.add(new DecidedEvent(received, because, state.net()));
        }
        this.order = order;
        this.events = List.copyOf(decided);
        this.hasMoreEvents = log.size() > MAX_EVENTS;
        this.status = state.status;
        this.version = state.version;
        this.refunded = state.refunded;
        this.net = state.net();
    }

    private static Set<OrderStatus> in(OrderStatus... statuses) {
        return Set.copyOf(Arrays.asList(statuses));
    }

    private static Optional<OrderStatus> becomes(OrderStatus status) {
        return Optional.of(status);
    }

    private static Optional<OrderStatus> stays() {
        return Optional.empty();
    }

    /** The transition of this type. */
    static Transition transition(EventType type) {
        for (Transition transition : TRANSITIONS) {
            if (transition.type() == type) {
                return transition;
            }
        }
        throw new IllegalArgumentException("OrderLife.TRANSITIONS has no line for " + type);
    }

    /** The state of an order between two events. */
    private static final class State {

        private final BigDecimal total;
        private OrderStatus status = PLACED;
        private int version;
        private BigDecimal refunded = BigDecimal.ZERO;

        private State(BigDecimal total) {
            this.total = total;
        }

        /** Applies the event, or says why it has no effect. */
        private Optional<String> apply(OrderEvent event) {
            if (event.ifVersion().isPresent() && event.ifVersion().getAsInt() != version) {
                return Optional.of("the version was " + version);
            }
            Transition transition = transition(event.type());
            if (!transition.hasEffectIn(status)) {
                return Optional.of("the order was " + status.text());
            }
            BigDecimal sum = refunded.add(event.refund());
            if (sum.compareTo(total) > 0) {
                BigDecimal left = total.subtract(refunded);
                return Optional.of("only " + Money.plain(left) + " was left to refund");
            }
            status = transition.after(status);
            refunded = Money.canonical(sum);
            version++;
            return Optional.empty();
        }

        private BigDecimal net() {
            return status == CANCELLED
                    ? BigDecimal.ZERO
                    : Money.canonical(total.subtract(refunded));
        }
    }

    /**
     * The state and history of an order.
     *
     * @param events all events of the order that the log has, in any sequence, with or without
     *     copies. If there are more than {@link #MAX_EVENTS}, not counting copies, the first {@link
     *     #MAX_EVENTS} + 1 are enough.
     * @throws IllegalArgumentException if an event belongs to another order, account or vendor
     */
    public static OrderLife of(ReceivedOrder order, Collection<ReceivedEvent> events) {
        return new OrderLife(order, inSequence(order, events));
    }

    /**
     * The state and history as the log had them at an instant. Empty if the order had not arrived
     * yet.
     *
     * <p>The history ends before the first event in the log that arrived after the instant. So a
     * later instant only adds events at the end and does not change the effect of an earlier event,
     * even if arrival times and sequence numbers disagree.
     *
     * @param events as for {@link #of}
     * @throws IllegalArgumentException if the order had arrived, and an event belongs to another
     *     order, account or vendor
     */
    public static Optional<OrderLife> at(
            Instant instant, ReceivedOrder order, Collection<ReceivedEvent> events) {
        if (order.receivedAt().isAfter(instant)) {
            return Optional.empty();
        }
        List<ReceivedEvent> log = inSequence(order, events);
        int end = 0;
        while (end < log.size() && !log.get(end).receivedAt().isAfter(instant)) {
            end++;
        }
        return Optional.of(new OrderLife(order, log.subList(0, end)));
    }

    /**
     * The events in the sequence of the log. Of the copies of an event, only the first one is kept.
     */
    private static List<ReceivedEvent> inSequence(
            ReceivedOrder order, Collection<ReceivedEvent> events) {
        List<ReceivedEvent> log = new ArrayList<>(events);
        log.sort(SEQUENCE_OF_THE_LOG);
        Set<EventId> seen = new HashSet<>();
        log.removeIf(received -> !seen.add(received.event().id()));
        for (ReceivedEvent received : log) {
            OrderEvent event = received.event();
            if (!event.orderId().equals(order.orderId())
                    || !event.account().equals(order.account())
                    || !event.vendor().equals(order.order().vendor())) {
                throw new IllegalArgumentException(event + " does not belong to " + order.order());
            }
        }
        return log;
    }

    /** The order, which never changes. */
    public ReceivedOrder order() {
        return order;
    }

    public OrderStatus status() {
        return status;
    }

    /** How many events had an effect. */
    public int version() {
        return version;
    }

    /** The sum of all refunds that had an effect, without trailing zeros after the point. */
    public BigDecimal refunded() {
        return refunded;
    }

    /** What the order is worth now: 0 if it is cancelled, otherwise the total less the refunds. */
    public BigDecimal net() {
        return net;
    }

    /** The events in the sequence of the log, at most {@value #MAX_EVENTS}. */
    public List<DecidedEvent> events() {
        return events;
    }

    /**
     * Whether there are more than {@value #MAX_EVENTS} events, so that not all of them were folded.
     * For a history at an instant, only the events up to the instant count.
     */
    public boolean hasMoreEvents() {
        return hasMoreEvents;
    }

    @Override
    public boolean equals(Object other) {
        // Status, version and amounts follow from the three fields that are compared.
        return other instanceof OrderLife
                && order.equals(((OrderLife) other).order)
                && events.equals(((OrderLife) other).events)
                && hasMoreEvents == ((OrderLife) other).hasMoreEvents;
    }

    @Override
    public int hashCode() {
        return Objects.hash(order, events);
    }

    @Override
    public String toString() {
        return "OrderLife[" + order.orderId() + ", " + status.text() + ", version " + version + "]";
    }

    /**
     * What the events of one type do: in which statuses of the order they have an effect, and which
     * status the order has afterwards.
     */
    static final class Transition {

        private final EventType type;
        private final Set<OrderStatus> before;
        // Empty if the status stays.
        private final Optional<OrderStatus> after;

        Transition(EventType type, Set<OrderStatus> before, Optional<OrderStatus> after) {
            this.type = type;
            this.before = before;
            this.after = after;
        }

        EventType type() {
            return type;
        }

        boolean hasEffectIn(OrderStatus status) {
            return before.contains(status);
        }

        OrderStatus after(OrderStatus status) {
            return after.orElse(status);
        }

        /**
         * Whether an event of the type can have an effect if the event before it had the same type
         * and had an effect.
         */
        boolean isRepeatable() {
            return before.stream().anyMatch(status -> before.contains(after(status)));
        }
    }
}
