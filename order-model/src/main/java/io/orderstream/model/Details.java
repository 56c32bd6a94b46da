package io.orderstream.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orderstream.model.json.CompactJson;
import io.orderstream.model.json.Json;

/**
 * What was ordered: a JSON object that is kept as it was sent. Only {@code unitprice} and {@code
 * quantity} have a meaning here; every other member belongs to the client.
 *
 * <p>It has limits, so that every valid order can be stored: see {@link #MAX_BYTES}, {@link
 * #MAX_DEPTH} and {@code DetailsRule}.
 */
public final class Details {

    /** The largest details, in bytes of compact UTF-8 JSON: 64 KiB. */
    public static final int MAX_BYTES = 64 * 1024;

    /** How deep details may nest, themselves included. */
    public static final int MAX_DEPTH = 30;

    private final String json;

    private Details(String json) {
        this.json = json;
    }

    /**
     * Details that were validated before, from their compact JSON text: what {@link #json()} gave.
     */
    public static Details ofJson(String json) {
        return new Details(json);
    }

    /** Details that were validated before, as a tree. */
    public static Details of(ObjectNode tree) {
        return new Details(CompactJson.write(tree));
    }

    /** The details as compact JSON on one line, members in the order in which they were sent. */
    public String json() {
        return json;
    }

    /**
     * The details as a tree of Jackson's, made anew by each call; decimal numbers are {@code
     * BigDecimal}.
     */
    public ObjectNode toTree() {
        try {
            JsonNode tree = Json.Mappers.QUICK.readTree(json);
            return (ObjectNode) tree;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Details were made from something else than JSON", e);
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

    /** Says how long they are, not what they hold: details are the client's. */
    @Override
    public String toString() {
        return "Details[" + json.length() + " characters]";
    }
}
