package io.orderstream.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/** The one way in which this package reads and writes JSON. */
final class Json {

    /**
     * Strict: a member that stands twice, anything after the value, and nesting beyond reason are
     * errors. Decimal numbers keep their digits, {@code 4.50} included.
     */
    static final JsonMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(100)
                                                    .maxNumberLength(200)
                                                    .build())
                                    .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                    .build();

    /**
     * As {@link #MAPPER}, but a member that stands twice is found when it is put into the tree,
     * which costs nothing; the parser's own search costs a set of names for each object.
     */
    private static final JsonMapper QUICK =
            MAPPER.rebuild()
                    .disable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                    .build();

    private Json() {}

    /**
     * The tree in these bytes; a missing node if they are blank.
     *
     * @throws IOException if they are not one JSON value, as {@link #MAPPER} says it
     */
    static JsonNode read(byte[] data) throws IOException {
        try {
            return QUICK.readTree(data);
        } catch (IOException | NumberFormatException e) {
            // Only the strict one says what is wrong in the words that clients know.
            return MAPPER.readTree(data);
        }
    }

    /** The tokens in these bytes; not searched for members that stand twice. */
    static JsonParser parser(byte[] data) throws IOException {
        return QUICK.getFactory().createParser(data);
    }

    static String write(JsonNode tree) {
        return CompactJson.write(tree);
    }
}
