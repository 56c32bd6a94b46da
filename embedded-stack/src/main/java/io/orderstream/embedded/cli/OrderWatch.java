package io.orderstream.embedded.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.orderstream.embedded.start.StartException;
import java.time.Duration;
import java.util.Optional;

/** The progress of one order of the demo. */
final class OrderWatch {

    private final String account;
    private final String vendor;
    private final long start;
    private Optional<String> orderId = Optional.empty();
    private Optional<JsonNode> order = Optional.empty();
    private Optional<Duration> readable = Optional.empty();
    private Optional<Duration> invoice = Optional.empty();
    private Optional<String> failure = Optional.empty();

    OrderWatch(String account, String vendor, long start) {
        this.account = account;
        this.vendor = vendor;
        this.start = start;
    }

    String account() {
        return account;
    }

    String vendor() {
        return vendor;
    }

    /** The order as the API shows it; empty until it could be read. */
    Optional<JsonNode> order() {
        return order;
    }

    /** The query string that selects exactly this order. */
    String query() {
        return "?accountid="
                + account
                + "&vendorid="
                + vendor
                + "&orderid="
                + orderId.orElseThrow();
    }

    boolean isPending() {
        return failure.isEmpty() && invoice.isEmpty();
    }

    /** Runs a step. A failure ends this order only, not the others. */
    void attempt(Runnable step) {
        try {
            step.run();
        } catch (StartException e) {
            failure = Optional.of(e.getMessage());
        }
    }

    void posted(String id) {
        orderId = Optional.of(id);
    }

    void read(JsonNode document) {
        readable = Optional.of(sinceStart());
        order = Optional.of(document);
    }

    void fetched(JsonNode document) {
        if (document.equals(order.orElseThrow())) {
            invoice = Optional.of(sinceStart());
        } else {
            failure = Optional.of("The invoice differs from the order that was read: " + document);
        }
    }

    /** The result of the order. */
    OrderJourney journey(Duration patience) {
        if (isPending()) {
            failure =
                    Optional.of(
                            (order.isEmpty() ? "not readable" : "no invoice")
                                    + " after "
                                    + patience.toSeconds()
                                    + " s");
        }
        return new OrderJourney(
                account,
                vendor,
                orderId,
                order.map(document -> document.path("total").asText()),
                readable,
                invoice,
                failure);
    }

    private Duration sinceStart() {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
