package io.orderstream.embedded.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orderstream.embedded.start.StartException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The progress of one order of the demo. */
final class OrderWatch {

    private static final List<String> STATE = List.of("status", "version", "refunded", "net");

    private final String account;
    private final String vendor;
    private final Optional<DemoEvent> event;
    private final long start;
    private Optional<String> orderId = Optional.empty();
    private Optional<JsonNode> order = Optional.empty();
    private Optional<Duration> readable = Optional.empty();
    private Optional<Duration> invoice = Optional.empty();
    private Optional<String> failure = Optional.empty();

    OrderWatch(String account, String vendor, Optional<DemoEvent> event, long start) {
        this.account = account;
        this.vendor = vendor;
        this.event = event;
        this.start = start;
    }

    String account() {
        return account;
    }

    String vendor() {
        return vendor;
    }

    /** The event of the order; empty if it has none. */
    Optional<DemoEvent> event() {
        return event;
    }

    /** Whether the order was read, and shows the effect of its event if it has one. */
    boolean isInItsLastState() {
        int version = event.isPresent() ? 1 : 0;
        return order.map(document -> document.path("version").asInt() == version).orElse(false);
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

    /** Runs a step. If it fails, the demo goes on with the other orders only. */
    void attempt(Runnable step) {
        try {
            step.run();
        } catch (StartException e) {
            failure = Optional.of(e.getMessage());
        } catch (IllegalArgumentException e) {
            // The API's answer lacks a member.
            failure = Optional.of("Unexpected answer: " + e.getMessage());
        }
    }

    void posted(String id) {
        orderId = Optional.of(id);
    }

    void read(JsonNode document) {
        readable = readable.or(() -> Optional.of(sinceStart()));
        order = Optional.of(document);
    }

    void fetched(JsonNode document) {
        // The API adds the members in STATE to the order. The invoice does not have them.
        ObjectNode withoutState = order.orElseThrow().deepCopy();
        withoutState.remove(STATE);
        if (document.equals(withoutState)) {
            invoice = Optional.of(sinceStart());
        } else {
            failure =
                    Optional.of(
                            "The invoice is not equal to the order that was read. The invoice is: "
                                    + document);
        }
    }

    /** The result of the order. */
    OrderJourney journey(Duration patience) {
        if (isPending()) {
            failure = Optional.of(missing() + " after " + patience.toSeconds() + " s");
        }
        return new OrderJourney(
                account,
                vendor,
                orderId,
                shown("total"),
                shown("status"),
                shown("net"),
                readable,
                invoice,
                failure);
    }

    private String missing() {
        if (order.isEmpty()) {
            return "not readable";
        }
        return isInItsLastState() ? "no invoice" : "not " + event.orElseThrow().type();
    }

    private Optional<String> shown(String member) {
        return order.map(document -> document.path(member).asText());
    }

    private Duration sinceStart() {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
