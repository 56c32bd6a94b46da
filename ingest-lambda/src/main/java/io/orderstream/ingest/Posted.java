package io.orderstream.ingest;

import io.orderstream.model.AccountId;
import io.orderstream.model.IdempotencyKey;
import io.orderstream.model.Order;
import io.orderstream.model.OrderEvent;
import io.orderstream.model.OrderId;
import io.orderstream.model.VendorId;
import io.orderstream.model.wire.EventCodec;
import io.orderstream.model.wire.OrderCodec;
import java.time.Instant;
import java.util.Optional;

/**
 * A posted order or event, as the stream and the answers need it. Two objects are equal if they
 * have the same kind and the same id, since the stream needs only one of them.
 *
 * <pre>{@code
 * Posted posted = Posted.of(event);
 * posted.kind(); // event
 * posted.orderId().value(); // the partition key
 * }</pre>
 */
abstract class Posted {

    private Posted() {}

    static Posted of(Order order) {
        return new PostedOrder(order);
    }

    static Posted of(OrderEvent event) {
        return new PostedEvent(event);
    }

    /** {@code order} or {@code event}. */
    abstract String kind();

    /** The id: {@code orderid} of an order, {@code eventid} of an event. */
    abstract String id();

    /** The date: {@code orderdate} of an order, {@code eventdate} of an event. */
    abstract Instant date();

    abstract AccountId account();

    abstract VendorId vendor();

    /** The order itself, or the order that the event is about. */
    abstract OrderId orderId();

    abstract Optional<IdempotencyKey> idempotencyKey();

    /** The record for the stream. Each call makes new bytes. */
    abstract byte[] record();

    @Override
    public final boolean equals(Object other) {
        return other instanceof Posted that && kind().equals(that.kind()) && id().equals(that.id());
    }

    @Override
    public final int hashCode() {
        return id().hashCode();
    }

    /** Shows only the kind and the id, so that logs do not get the content. */
    @Override
    public final String toString() {
        return kind() + "[" + id() + "]";
    }

    private static final class PostedOrder extends Posted {

        private final Order order;

        PostedOrder(Order order) {
            this.order = order;
        }

        @Override
        String kind() {
            return "order";
        }

        @Override
        String id() {
            return order.id().value();
        }

        @Override
        Instant date() {
            return order.orderDate();
        }

        @Override
        AccountId account() {
            return order.account();
        }

        @Override
        VendorId vendor() {
            return order.vendor();
        }

        @Override
        OrderId orderId() {
            return order.id();
        }

        @Override
        Optional<IdempotencyKey> idempotencyKey() {
            return order.idempotencyKey();
        }

        @Override
        byte[] record() {
            return OrderCodec.formatRecord(order);
        }
    }

    private static final class PostedEvent extends Posted {

        private final OrderEvent event;

        PostedEvent(OrderEvent event) {
            this.event = event;
        }

        @Override
        String kind() {
            return "event";
        }

        @Override
        String id() {
            return event.id().value();
        }

        @Override
        Instant date() {
            return event.eventDate();
        }

        @Override
        AccountId account() {
            return event.account();
        }

        @Override
        VendorId vendor() {
            return event.vendor();
        }

        @Override
        OrderId orderId() {
            return event.orderId();
        }

        @Override
        Optional<IdempotencyKey> idempotencyKey() {
            return event.idempotencyKey();
        }

        @Override
        byte[] record() {
            return EventCodec.formatRecord(event);
        }
    }
}
