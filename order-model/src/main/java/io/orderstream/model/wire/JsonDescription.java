package io.orderstream.model.wire;

import com.fasterxml.jackson.databind.JsonNode;

/** Describes a JSON value that was found where something else was expected. */
final class JsonDescription {

    private JsonDescription() {}

    static String describe(JsonNode node) {
        switch (node.getNodeType()) {
            case MISSING:
                return "nothing";
            case OBJECT:
                return "an object";
            case ARRAY:
                return "an array";
            case STRING:
                return DetailsRule.hasLoneSurrogate(node.textValue())
                        ? "text with half a surrogate pair"
                        : '"' + node.textValue() + '"';
            default:
                return node.asText();
        }
    }
}
