package io.orderstream.model;

import java.util.Objects;

/**
 * A member that only some types of events have: an amount of money, which is required, or a text,
 * which is optional.
 */
public final class EventMember {

    /** The longest text, in bytes of UTF-8. */
    public static final int MAX_TEXT_BYTES = 512;

    private final String name;
    private final boolean amount;

    private EventMember(String name, boolean amount) {
        this.name = Objects.requireNonNull(name, "name");
        this.amount = amount;
    }

    static EventMember amount(String name) {
        return new EventMember(name, true);
    }

    static EventMember text(String name) {
        return new EventMember(name, false);
    }

    /** The name in records, documents and items. */
    public String name() {
        return name;
    }

    /** Whether the member is an amount. Otherwise it is a text. */
    public boolean isAmount() {
        return amount;
    }

    /** Whether the member is required in events whose type has it. */
    public boolean isRequired() {
        return amount;
    }

    @Override
    public String toString() {
        return name;
    }
}
