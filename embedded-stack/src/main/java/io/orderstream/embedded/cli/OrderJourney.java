package io.orderstream.embedded.cli;

import java.time.Duration;
import java.util.Optional;

/**
 * What became of one order of the demo.
 *
 * @param account whose order it was
 * @param vendor from whom
 * @param orderId as the API answered it
 * @param total as the invoice shows it
 * @param readable from POST until the order could be read
 * @param invoice from POST until the invoice had been fetched through its presigned address
 * @param failure why it did not arrive
 */
record OrderJourney(
        String account,
        String vendor,
        Optional<String> orderId,
        Optional<String> total,
        Optional<Duration> readable,
        Optional<Duration> invoice,
        Optional<String> failure) {

    boolean arrived() {
        return failure.isEmpty();
    }
}
