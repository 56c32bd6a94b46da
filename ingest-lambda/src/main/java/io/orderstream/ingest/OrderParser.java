package io.orderstream.ingest;

import io.orderstream.model.Order;
import io.orderstream.model.wire.InvalidOrderException;
import io.orderstream.model.wire.OrderCodec;
import io.orderstream.model.wire.ParsedOrder;
import java.time.Instant;
import java.util.List;

/** Parses posted bodies. It is an interface so that a test can use a parser that fails. */
interface OrderParser {

    /** The parser that the function uses. */
    OrderParser CODEC =
            new OrderParser() {
                @Override
                public Order one(byte[] body, Instant stamp) throws InvalidOrderException {
                    return OrderCodec.parsePosted(body, stamp);
                }

                @Override
                public List<ParsedOrder> batch(byte[] body, Instant stamp)
                        throws InvalidOrderException {
                    return OrderCodec.parsePostedBatch(body, stamp);
                }
            };

    /** Like {@link OrderCodec#parsePosted}. */
    Order one(byte[] body, Instant stamp) throws InvalidOrderException;

    /** Like {@link OrderCodec#parsePostedBatch}. */
    List<ParsedOrder> batch(byte[] body, Instant stamp) throws InvalidOrderException;
}
