package io.orderstream.embedded.console;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.orderstream.embedded.json.StackJson;
import java.io.IOException;
import java.util.Optional;

/**
 * What the beginning of a record says about the record. This class does not check the record: the
 * job decides whether the record is an order or an event.
 *
 * <pre>{@code
 * RecordSummary.of(beginning); // {"order":{"accountid":"a1"}}: the type is order, the account a1
 * }</pre>
 *
 * @param type {@code order} for an order, and for an event its type, such as {@code cancelled};
 *     empty if the beginning has no type
 * @param accountId the account; empty if the beginning has no account
 */
record RecordSummary(Optional<String> type, Optional<String> accountId) {

    private static final RecordSummary UNKNOWN =
            new RecordSummary(Optional.empty(), Optional.empty());

    /** A longer text is neither an account nor a type. */
    private static final int MAX_CHARACTERS = 128;

    /** Reads the beginning of a record, which may be cut anywhere, even inside of a character. */
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
            // What follows is not JSON, or the beginning ends here.
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
