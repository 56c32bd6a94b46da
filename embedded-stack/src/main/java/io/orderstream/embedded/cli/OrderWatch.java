package io.orderstream.embedded.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.orderstream.embedded.start.StartException;
import java.time.Duration;
import java.util.Optional;

/** One order of the demo on its way. */
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

    /** The order, once it could be read. */
    Optional<JsonNode> order() {
        return order;
    }

    /** What asks the API for exactly this order. */
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

    /** Takes a step; one that fails is the end of this order, not of the others. */
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
            failure = Optional.of("The invoice is not the order that was read: " + document);
        }
    }

    /** What became of it. */
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
