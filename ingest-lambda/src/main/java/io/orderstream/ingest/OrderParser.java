package io.orderstream.ingest;

import io.orderstream.model.Order;
import io.orderstream.model.OrderEvent;
import io.orderstream.model.wire.EventCodec;
import io.orderstream.model.wire.InvalidOrderException;
import io.orderstream.model.wire.OrderCodec;
import io.orderstream.model.wire.ParsedOrder;
import io.orderstream.model.wire.PostedBatch;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Parses posted bodies. It is an interface so that a test can use a parser that fails. */
interface OrderParser {

    /** The parser that the function uses. */
    OrderParser CODEC =
            new OrderParser() {
                @Override
                public Order order(byte[] body, Instant stamp, Optional<String> key)
                        throws InvalidOrderException {
                    return OrderCodec.parsePosted(body, stamp, key);
                }

                @Override
                public List<ParsedOrder> batch(byte[] body, Instant stamp)
                        throws InvalidOrderException {
                    return PostedBatch.parse(body, stamp);
                }

                @Override
                public OrderEvent event(byte[] body, Instant stamp, Optional<String> key)
                        throws InvalidOrderException {
                    return EventCodec.parsePosted(body, stamp, key);
                }
            };

    /**
     * Like {@link OrderCodec#parsePosted(byte[], Instant, Optional)}.
     *
     * @param key the value of the header {@code idempotency-key}
     */
    Order order(byte[] body, Instant stamp, Optional<String> key) throws InvalidOrderException;

    /** Like {@link PostedBatch#parse}. */
    List<ParsedOrder> batch(byte[] body, Instant stamp) throws InvalidOrderException;

    /**
     * Like {@link EventCodec#parsePosted}.
     *
     * @param key the value of the header {@code idempotency-key}
     */
    OrderEvent event(byte[] body, Instant stamp, Optional<String> key) throws InvalidOrderException;
}
