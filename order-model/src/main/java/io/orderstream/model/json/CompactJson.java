package io.orderstream.model.json;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.Map;

/**
 * Writes trees as compact JSON. The text is exactly the text that Jackson's mapper writes. This
 * class uses no Jackson generator, because setting one up takes longer than writing the details of
 * an order.
 */
public final class CompactJson {

    private CompactJson() {}

    /**
     * The tree on one line. Its numbers must be integers or {@code BigDecimal}, as in a tree that
     * the mappers of {@link Json} parsed.
     */
    public static String write(JsonNode node) {
        StringBuilder json = new StringBuilder(256);
        append(json, node);
        return json.toString();
    }

    /** Appends a tree. The same rule applies to its numbers as in {@link #write}. */
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

    /**
     * Appends a text, escaped and in quotes. The text must not contain half of a surrogate pair.
     */
    public static void appendText(StringBuilder json, String text) {
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
