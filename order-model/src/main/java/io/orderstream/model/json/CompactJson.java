package io.orderstream.model.json;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.Map;

/**
 * Writes trees as Jackson's mapper does, character by character the same text. A generator of
 * Jackson's takes longer to set up than the details of an order take to write, and the classes that
 * it needs take a function longer to load than all of its own.
 */
public final class CompactJson {

    private CompactJson() {}

    /** The tree on one line. Its numbers are whole or {@code BigDecimal}. */
    public static String write(JsonNode node) {
        StringBuilder json = new StringBuilder(256);
        append(json, node);
        return json.toString();
    }

    /** Appends a tree that was parsed: its numbers are whole or {@code BigDecimal}. */
    public static void append(StringBuilder json, JsonNode node) {
        switch (node.getNodeType()) {
            case OBJECT:
                json.append('{');
                boolean firstMember = true;
                for (Map.Entry<String, JsonNode> member : node.properties()) {
                    if (!firstMember) {
                        json.append(',');
                    }
                    firstMember = false;
                    appendName(json, member.getKey());
                    append(json, member.getValue());
                }
                json.append('}');
                break;
            case ARRAY:
                json.append('[');
                for (Iterator<JsonNode> elements = node.elements(); elements.hasNext(); ) {
                    append(json, elements.next());
                    if (elements.hasNext()) {
                        json.append(',');
                    }
                }
                json.append(']');
                break;
            case STRING:
                appendText(json, node.textValue());
                break;
            case NUMBER:
                if (node.isInt()) {
                    json.append(node.intValue());
                } else {
                    json.append(node.asText());
                }
                break;
            default:
                // true, false and null are written as they are.
                json.append(node.asText());
                break;
        }
    }

    /** Appends a member's name and the colon after it. */
    private static void appendName(StringBuilder json, String name) {
        appendText(json, name);
        json.append(':');
    }

    /** Appends a text in quotes. */
    private static void appendText(StringBuilder json, String text) {
        json.append('"');
        if (isPlain(text)) {
            json.append(text);
        } else {
            JsonStringEncoder.getInstance().quoteAsString(text, json);
        }
        json.append('"');
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == '"' || c == '\\') {
                return false;
            }
        }
        return true;
    }
}
