package io.orderstream.ingest;

import io.orderstream.model.OrderId;
import java.util.Optional;
import java.util.Set;

/**
 * The result of putting orders.
 *
 * @param taken the ids of the orders that the stream confirmed
 * @param failure the latest reason why an order was not taken; empty if all were taken
 * @param noneTaken whether the stream certainly has none of the orders, and a retry would not help
 */
record PutOutcome(Set<OrderId> taken, Optional<NotTakenException> failure, boolean noneTaken) {}
