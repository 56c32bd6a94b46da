package io.orderstream.model.wire;

import io.orderstream.model.DecidedEvent;
import io.orderstream.model.OrderLife;
import io.orderstream.model.json.CompactJson;

/**
 * An order's history as one JSON object: the order with its state, and the events of its {@link
 * OrderLife} in the sequence of the log. These are at most the first {@value OrderLife#MAX_EVENTS}
 * events. Each event says whether it had an effect and, if not, why.
 *
 * <pre>{@code
 * HistoryDocument.format(OrderLife.of(order, events));
 * // {"order":{…,"status":"fulfilled","version":1,"refunded":"0","net":"9"},
 * //  "events":[{…,"effect":true},{…,"effect":false,"because":"the order was fulfilled"}]}
 * }</pre>
 */
public final class HistoryDocument {

    private HistoryDocument() {}

    /** The history on one line, without a line end. */
    public static String format(OrderLife life) {
        StringBuilder json = new StringBuilder("{\"order\":");
        json.append(OrderDocument.format(life)).append(",\"events\":[");
        String separator = "";
        for (DecidedEvent decided : life.events()) {
            json.append(separator);
            separator = ",";
            EventDocument.append(json, decided.received());
            json.append(",\"effect\":").append(decided.hasEffect());
            decided.because()
                    .ifPresent(
                            because -> {
                                json.append(",\"because\":");
                                CompactJson.appendText(json, because);
                            });
            json.append('}');
        }
        return json.append("]}").toString();
    }
}
