package io.orderstream.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A type of events: its name, and the type's own members. All other members of an event are common
 * to all types. {@link OrderLife} says what the events of each type do.
 *
 * <pre>{@code
 * EventType.named("refunded").orElseThrow().members(); // [amount, reason]
 * }</pre>
 */
public final class EventType {

    private final String name;
    private final Function<OrderEvent.Facts, OrderEvent> constructor;
    private final List<EventMember> members;

    EventType(
            String name,
            Function<OrderEvent.Facts, OrderEvent> constructor,
            EventMember... members) {
        this.name = name;
        this.constructor = constructor;
        this.members = List.of(members);
    }

    /** Every type, in the sequence of {@link OrderLife#TRANSITIONS}. */
    public static List<EventType> all() {
        return OrderLife.TRANSITIONS.stream()
                .map(OrderLife.Transition::type)
                .collect(Collectors.toList());
    }

    /** The type with this name. Empty if there is none. */
    public static Optional<EventType> named(String name) {
        for (OrderLife.Transition transition : OrderLife.TRANSITIONS) {
            if (transition.type().name.equals(name)) {
                return Optional.of(transition.type());
            }
        }
        return Optional.empty();
    }

    /** The name in records, documents and items, such as {@code cancelled}. */
    public String name() {
        return name;
    }

    /** The type's own members, in the sequence in which documents show them. */
    public List<EventMember> members() {
        return members;
    }

    /**
     * Whether two events of this type with the same values can both have an effect, such as two
     * refunds of the same amount. If the type is repeatable, the client must give each event a key,
     * a date or an expected version. Without any of these, a retry would be a second event.
     */
    public boolean isRepeatable() {
        return OrderLife.transition(this).isRepeatable();
    }

    /**
     * An event of this type with values that were validated before: by the codec just now, or
     * before the event was stored. Only the names in {@code own} are checked.
     *
     * @param own the values of {@link #members()} by name; amounts in plain digits
     * @throws IllegalArgumentException if a required member is missing, or if {@code own} has a
     *     member that this type does not have
     */
    public OrderEvent restore(
            EventId id,
            AccountId account,
            VendorId vendor,
            OrderId orderId,
            Instant eventDate,
            Optional<IdempotencyKey> idempotencyKey,
            OptionalInt ifVersion,
            Map<String, String> own) {
        return constructor.apply(
                new OrderEvent.Facts(
                        this,
                        id,
                        account,
                        vendor,
                        orderId,
                        eventDate,
                        idempotencyKey,
                        ifVersion,
                        own));
    }

    @Override
    public String toString() {
        return name;
    }
}
