package io.orderstream.embedded.cli;

import java.time.Duration;
import java.util.Optional;

/**
 * The result of one order of the demo.
 *
 * @param account the account of the order
 * @param vendor the vendor of the order
 * @param orderId the id that the API answered; empty if POST failed
 * @param total the total of the order as the API shows it
 * @param status the status of the order as the API shows it
 * @param net what is left to pay, as the API shows it
 * @param readable the time from POST until the order could be read
 * @param invoice the time from POST until the invoice was fetched through its presigned URL
 * @param failure why the demo did not get the invoice of the order; empty if it got the invoice
 */
record OrderJourney(
        String account,
        String vendor,
        Optional<String> orderId,
        Optional<String> total,
        Optional<String> status,
        Optional<String> net,
        Optional<Duration> readable,
        Optional<Duration> invoice,
        Optional<String> failure) {

    boolean isComplete() {
        return failure.isEmpty();
    }
}
