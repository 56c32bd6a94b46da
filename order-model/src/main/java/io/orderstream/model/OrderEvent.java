package io.orderstream.model;

import io.orderstream.model.json.Decimals;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Something that happened to an order after it was placed. Immutable, and valid: only {@code
 * EventCodec} and {@code RecordCodec} make an event from what a client sent. An event does not say
 * whether it has an effect: {@link OrderLife} decides that.
 *
 * <pre>{@code
 * OrderEvent event = EventCodec.parsePosted(body, Instant.now(), Optional.empty());
 * event.type().name(); // cancelled
 * }</pre>
 *
 * <p>Each type is a subclass: {@link CancelledEvent}, {@link FulfilledEvent}, {@link
 * RefundedEvent}.
 */
public abstract class OrderEvent {

    private final Facts facts;

    /** Only for the subclasses in this package. */
    OrderEvent(Facts facts) {
        this.facts = facts;
    }

    /** The values of an event of any type. */
    static final class Facts {

        private final EventType type;
        private final EventId id;
        private final AccountId account;
        private final VendorId vendor;
        private final OrderId orderId;
        private final Instant eventDate;
        private final Optional<IdempotencyKey> idempotencyKey;
        private final OptionalInt ifVersion;
        private final Map<String, String> own;

        Facts(
                EventType type,
                EventId id,
                AccountId account,
                VendorId vendor,
                OrderId orderId,
                Instant eventDate,
                Optional<IdempotencyKey> idempotencyKey,
                OptionalInt ifVersion,
                Map<String, String> own) {
            this.type = Objects.requireNonNull(type, "type");
            this.id = Objects.requireNonNull(id, "id");
            this.account = Objects.requireNonNull(account, "account");
            this.vendor = Objects.requireNonNull(vendor, "vendor");
            this.orderId = Objects.requireNonNull(orderId, "orderId");
            this.eventDate = Objects.requireNonNull(eventDate, "eventDate");
            this.idempotencyKey = Objects.requireNonNull(idempotencyKey, "idempotencyKey");
            this.ifVersion = Objects.requireNonNull(ifVersion, "ifVersion");
            this.own = inOrder(type, own);
        }

        private static Map<String, String> inOrder(EventType type, Map<String, String> own) {
            Map<String, String> values = new LinkedHashMap<>();
            for (EventMember member : type.members()) {
                String value = own.get(member.name());
                if (value != null) {
                    values.put(member.name(), member.isAmount() ? plain(value) : value);
                } else if (member.isRequired()) {
                    throw new IllegalArgumentException(type + " without " + member);
                }
            }
            if (values.size() < own.size()) {
                throw new IllegalArgumentException(
                        type + " has only " + type.members() + ", found " + own.keySet());
            }
            return Collections.unmodifiableMap(values);
        }

        private static String plain(String amount) {
            // Nearly all amounts are plain already.
            return !amount.isEmpty() && Decimals.isNormalised(amount)
                    ? amount
                    : Money.plain(new BigDecimal(amount));
        }
    }

    public final EventType type() {
        return facts.type;
    }

    /** Derived from the event, so that the same event always has the same id. */
    public final EventId id() {
        return facts.id;
    }

    public final AccountId account() {
        return facts.account;
    }

    public final VendorId vendor() {
        return facts.vendor;
    }

    /** The order that the event is about. The order may not have arrived yet, or may not exist. */
    public final OrderId orderId() {
        return facts.orderId;
    }

    /**
     * The date of the event, from the client or set by the API: UTC, up to nanoseconds, from 1970
     * to 9999.
     */
    public final Instant eventDate() {
        return facts.eventDate;
    }

    /** The key that the client gave the event. */
    public final Optional<IdempotencyKey> idempotencyKey() {
        return facts.idempotencyKey;
    }

    /**
     * The version that the order must have for the event to have an effect. Empty if the event
     * requires no version.
     */
    public final OptionalInt ifVersion() {
        return facts.ifVersion;
    }

    /**
     * The values of the type's own members by name, in the sequence in which documents show them.
     * Amounts are as {@link Money#plain} writes them.
     */
    public final Map<String, String> own() {
        return facts.own;
    }

    /** The amount that the event refunds if it has an effect: 0 for most types. */
    BigDecimal refund() {
        return BigDecimal.ZERO;
    }

    final BigDecimal amountOf(EventMember member) {
        return new BigDecimal(facts.own.get(member.name()));
    }

    final Optional<String> textOf(EventMember member) {
        return Optional.ofNullable(facts.own.get(member.name()));
    }

    @Override
    public final boolean equals(Object other) {
        if (!(other instanceof OrderEvent)) {
            return false;
        }
        Facts that = ((OrderEvent) other).facts;
        return facts.type == that.type
                && facts.id.equals(that.id)
                && facts.account.equals(that.account)
                && facts.vendor.equals(that.vendor)
                && facts.orderId.equals(that.orderId)
                && facts.eventDate.equals(that.eventDate)
                && facts.idempotencyKey.equals(that.idempotencyKey)
                && facts.ifVersion.equals(that.ifVersion)
                && facts.own.equals(that.own);
    }

    @Override
    public final int hashCode() {
        return facts.id.hashCode();
    }

    /** Shows only type and id, so that logs do not get the content of events. */
    @Override
    public final String toString() {
        return facts.type + "[" + facts.id + "]";
    }
}
