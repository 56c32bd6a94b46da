package io.orderstream.ingest;

import java.util.Optional;
import java.util.Set;

/**
 * The result of putting orders or events.
 *
 * @param taken the orders or events that the stream confirmed
 * @param failure the latest reason why an order or event was not taken; empty if all were taken
 * @param noneTaken true if the stream certainly has none of the orders or events, and a retry would
 *     not help
 */
record PutOutcome(Set<Posted> taken, Optional<NotTakenException> failure, boolean noneTaken) {}
