package io.orderstream.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orderstream.model.json.CompactJson;
import io.orderstream.model.json.Json;

/**
 * The details of an order: the JSON object that the client sent, kept as compact JSON. Only {@code
 * unitprice} and {@code quantity} have rules of their own. All other members belong to the client.
 *
 * <p>Details have limits, so that every valid order can be stored: see {@link #MAX_BYTES}, {@link
 * #MAX_DEPTH} and {@code DetailsRule}.
 */
public final class Details {

    /** The largest details, in bytes of compact UTF-8 JSON: 64 KiB. */
    public static final int MAX_BYTES = 64 * 1024;

    /** The maximum nesting depth of details. The object of the details is the first level. */
    public static final int MAX_DEPTH = 30;

    private final String json;

    private Details(String json) {
        this.json = json;
    }

    /**
     * The details in this compact JSON text. The text is not checked: it comes from the codec, or
     * from {@link #json()} of details that were stored.
     */
    public static Details ofJson(String json) {
        return new Details(json);
    }

    /**
     * The details in this tree. The tree is not checked: it comes from a document of a valid order.
     */
    public static Details of(ObjectNode tree) {
        return new Details(CompactJson.write(tree));
    }

    /**
     * The details as compact JSON on one line. The members are in the sequence in which they were
     * sent.
     */
    public String json() {
        return json;
    }

    /**
     * The details as a Jackson tree. Each call makes a new tree. Its decimal numbers are {@code
     * BigDecimal}.
     */
    public ObjectNode toTree() {
        try {
            JsonNode tree = Json.Mappers.QUICK.readTree(json);
            return (ObjectNode) tree;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The details are not JSON", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Details && json.equals(((Details) other).json);
    }

    @Override
    public int hashCode() {
        return json.hashCode();
    }

    /** Shows the length of the details and not their content, which belongs to the client. */
    @Override
    public String toString() {
        return "Details[" + json.length() + " characters]";
    }
}
