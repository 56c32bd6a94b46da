package io.orderstream.acceptance.journey;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Requests with events, and short texts for the state of an order and the effects of events. */
final class EventTexts {

    private EventTexts() {}

    /**
     * A request with an event.
     *
     * @param members more members of the event, as JSON
     */
    static String event(String account, String id, String type, String members) {
        return """
               {"event": {"type": "%s", "accountid": "%s", "vendorid": "v1", "orderid": "%s", %s}}"""
                .formatted(type, account, id, members);
    }

    /** The status, the version, the refunded amount and the net amount, separated by blanks. */
    static String stateOf(JsonNode order) {
        return String.join(
                " ",
                order.path("status").asText(),
                order.path("version").asText(),
                order.path("refunded").asText(),
                order.path("net").asText());
    }

    /**
     * One text for each event: {@code true} or {@code false}, a blank, and the reason if the event
     * has no effect.
     */
    static List<String> effects(JsonNode history) {
        List<String> effects = new ArrayList<>();
        history.path("events")
                .forEach(
                        event ->
                                effects.add(
                                        event.path("effect").asText()
                                                + " "
                                                + event.path("because").asText()));
        return effects;
    }
}
