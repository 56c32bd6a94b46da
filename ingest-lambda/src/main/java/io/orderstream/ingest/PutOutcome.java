package io.orderstream.ingest;

import io.orderstream.model.OrderId;
import java.util.Optional;
import java.util.Set;

/**
 * What became of orders that were put.
 *
 * @param taken the ids of those that the stream said it took
 * @param failure the latest reason why an order was not taken; nothing if all were taken
 * @param noneTaken whether it is certain that the stream has none of them, and no further attempt
 *     would have helped
 */
record PutOutcome(Set<OrderId> taken, Optional<NotTakenException> failure, boolean noneTaken) {}
