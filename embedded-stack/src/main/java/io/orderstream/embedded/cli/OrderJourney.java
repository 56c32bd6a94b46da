package io.orderstream.embedded.cli;

import java.time.Duration;
import java.util.Optional;

/**
 * The result of one order of the demo.
 *
 * @param account the account of the order
 * @param vendor the vendor of the order
 * @param orderId the id that the API answered; empty if the POST of the order failed
 * @param total the total of the order as the API shows it
 * @param status the status of the order as the API shows it
 * @param net what the order is worth now, as the API shows it
 * @param readable the time from POST until the demo could read the order
 * @param invoice the time from POST until the demo had fetched the invoice through its presigned
 *     URL
 * @param failure what went wrong; empty if the demo fetched the invoice, and the invoice equals the
 *     order. The state of the order, such as the status, is not in the invoice and is not compared.
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
