package io.orderstream.model.storage;

import io.orderstream.model.EventMember;
import io.orderstream.model.IsoInstants;
import io.orderstream.model.OrderEvent;
import io.orderstream.model.ReceivedEvent;
import io.orderstream.model.wire.EventDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * An event as an item of the table: the attributes of {@link OrderTable} that an event has, and the
 * members of the event's type. The place in the archive is not among them: the job adds it to the
 * item.
 *
 * <pre>{@code
 * for (EventAttributes.Attribute one : EventAttributes.of(received)) {
 *     item.put(one.name(), one.isNumber() ? fromN(one.value()) : fromS(one.value()));
 * }
 * EventAttributes.parse(name -> Optional.ofNullable(item.get(name)).map(v -> text(v)));
 * }</pre>
 */
public final class EventAttributes {

    private EventAttributes() {}

    /** One attribute of an item. */
    public static final class Attribute {

        private final String name;
        private final String value;
        private final boolean number;
        private final boolean anyText;

        private Attribute(String name, String value, boolean number, boolean anyText) {
            this.name = name;
            this.value = value;
            this.number = number;
            this.anyText = anyText;
        }

        public String name() {
            return name;
        }

        /** The text of a string, or the plain digits of a number. */
        public String value() {
            return value;
        }

        /** Whether DynamoDB stores the value as a number. Otherwise the value is a string. */
        public boolean isNumber() {
            return number;
        }

        /**
         * Whether the value is a text of the client, with any characters. Other values have no
         * characters that must be escaped in JSON.
         */
        public boolean isAnyText() {
            return anyText;
        }

        @Override
        public String toString() {
            return name + (number ? " N " : " S ") + value;
        }
    }

    /** The event's attributes, beginning with the two parts of the item's key. */
    public static List<Attribute> of(ReceivedEvent received) {
        OrderEvent event = received.event();
        List<Attribute> all = new ArrayList<>();
        all.add(text(OrderTable.ACCOUNT_ID, event.account().value()));
        all.add(text(OrderTable.VENDOR_ID_ORDER_ID, OrderTable.sortKey(received)));
        all.add(text(OrderTable.ORDER_ID, event.orderId().value()));
        all.add(text(OrderTable.TYPE, event.type().name()));
        all.add(text(OrderTable.EVENT_DATE, IsoInstants.of(event.eventDate())));
        all.add(text(OrderTable.RECEIVED_AT, IsoInstants.of(received.receivedAt())));
        all.add(text(OrderTable.SEQUENCE, received.position().value()));
        event.idempotencyKey()
                .ifPresent(key -> all.add(text(OrderTable.IDEMPOTENCY_KEY, key.value())));
        event.ifVersion()
                .ifPresent(
                        version ->
                                all.add(
                                        new Attribute(
                                                OrderTable.IF_VERSION,
                                                Integer.toString(version),
                                                true,
                                                false)));
        for (EventMember member : event.type().members()) {
            String value = event.own().get(member.name());
            if (value != null) {
                all.add(new Attribute(member.name(), value, member.isAmount(), !member.isAmount()));
            }
        }
        return all;
    }

    private static Attribute text(String name, String value) {
        return new Attribute(name, value, false, false);
    }

    /**
     * Restores the event from an item that has the attributes of {@link #of}.
     *
     * @param attribute returns the value of the attribute with the given name as text, even if the
     *     value is a number
     * @throws IllegalArgumentException if a required attribute is missing, or if an attribute
     *     cannot be read
     */
    public static ReceivedEvent parse(Function<String, Optional<String>> attribute) {
        String[] key = attribute.apply(OrderTable.VENDOR_ID_ORDER_ID).orElse("").split("#", -1);
        if (key.length != 4) {
            throw new IllegalArgumentException("The sort key is not that of an event");
        }
        return EventDocument.restore(
                name -> {
                    switch (name) {
                        case "vendorid":
                            return Optional.of(key[0]);
                        case "eventid":
                            return Optional.of(key[3]);
                        default:
                            return attribute.apply(name);
                    }
                });
    }
}
