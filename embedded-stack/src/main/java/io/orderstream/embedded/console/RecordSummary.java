package io.orderstream.embedded.console;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.orderstream.embedded.json.StackJson;
import java.io.IOException;
import java.util.Optional;

/**
 * What a record says about itself at its beginning. Nobody has checked it: the job decides whether
 * the record is an order or an event.
 *
 * <pre>{@code
 * RecordSummary.of(data); // for {"order":{"accountid":"a1"}}: type order, account a1
 * }</pre>
 *
 * @param type {@code order}, or the type of the event; empty for other records
 * @param accountId empty if the beginning does not have it
 */
record RecordSummary(Optional<String> type, Optional<String> accountId) {

    private static final RecordSummary UNKNOWN =
            new RecordSummary(Optional.empty(), Optional.empty());

    /** Longer texts are no account and no type. */
    private static final int MAX_CHARACTERS = 128;

    /** Reads the beginning of a record, which may end anywhere. */
    static RecordSummary of(byte[] beginning) {
        RecordSummary summary = UNKNOWN;
        try (JsonParser json = StackJson.MAPPER.createParser(beginning)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return UNKNOWN;
            }
            String kind = json.nextFieldName();
            boolean isOrder = "order".equals(kind);
            if ((!isOrder && !"event".equals(kind)) || json.nextToken() != JsonToken.START_OBJECT) {
                return UNKNOWN;
            }
            if (isOrder) {
                summary = summary.with("type", kind);
            }
            while (!summary.isComplete() && json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                if (json.nextToken() == JsonToken.VALUE_STRING
                        && !(isOrder && name.equals("type"))) {
                    summary = summary.with(name, json.getText());
                }
                json.skipChildren();
            }
            return summary;
        } catch (IOException e) {
            // The rest is not JSON, or it is not part of the beginning.
            return summary;
        }
    }

    private boolean isComplete() {
        return type.isPresent() && accountId.isPresent();
    }

    private RecordSummary with(String name, String value) {
        if (value.length() > MAX_CHARACTERS) {
            return this;
        }
        return switch (name) {
            case "type" -> new RecordSummary(Optional.of(value), accountId);
            case "accountid" -> new RecordSummary(type, Optional.of(value));
            default -> this;
        };
    }
}
