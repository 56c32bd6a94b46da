package io.orderstream.model.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/** The one way in which orders are read from JSON and written as JSON. */
public final class Json {

    /** How deep any document may nest: details within an order within a batch, and some more. */
    public static final int MAX_DEPTH = 100;

    /** The longest number, in characters. */
    public static final int MAX_NUMBER_LENGTH = 200;

    /** For every parser. Names are as long as details may be, which have a limit of their own. */
    static final StreamReadConstraints CONSTRAINTS =
            StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(MAX_NUMBER_LENGTH)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build();

    /** Makes parsers for a single pass over the tokens. They do not look for duplicate keys. */
    public static final TokenFactory TOKENS = new TokenFactory();

    private Json() {}

    /** Mappers take a function longer to set up than its own classes to load: only when needed. */
    public static final class Mappers {

        /**
         * A member that stands twice, anything after the value, and nesting beyond reason are
         * errors. Decimal numbers keep their digits, {@code 4.50} included.
         */
        public static final JsonMapper STRICT =
                JsonMapper.builder(
                                JsonFactory.builder()
                                        .streamReadConstraints(CONSTRAINTS)
                                        // No table of names that one document leaves to the next.
                                        .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                                        .build())
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                        .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                        .build();

        /**
         * The same, but a member that stands twice is found when it is put into the tree, which
         * costs nothing; the parser's own search costs a set of names for each object.
         */
        public static final JsonMapper QUICK =
                STRICT.rebuild()
                        .disable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                        .build();

        private Mappers() {}
    }

    /**
     * The tree in these bytes; a missing node if they are blank.
     *
     * @throws IOException if they are not one JSON value, as {@link Mappers#STRICT} says it
     */
    public static JsonNode read(byte[] data) throws IOException {
        try {
            return Mappers.QUICK.readTree(data);
        } catch (IOException | NumberFormatException e) {
            // Only the strict one says what is wrong in the words that clients know.
            return Mappers.STRICT.readTree(data);
        }
    }

    /** The tree on one line, as {@link CompactJson} writes it. */
    public static String write(JsonNode tree) {
        return CompactJson.write(tree);
    }
}
