package io.orderstream.model.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/** The parsers that read orders, and the way to write them as JSON. */
public final class Json {

    /** How deep any document may nest: a batch, an order in it, its details, and a reserve. */
    public static final int MAX_DEPTH = 100;

    /** The longest number, in characters. */
    public static final int MAX_NUMBER_LENGTH = 200;

    /** For every parser. Names need no limit of their own, since details and bodies have one. */
    static final StreamReadConstraints CONSTRAINTS =
            StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(MAX_NUMBER_LENGTH)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build();

    /**
     * Makes parsers for a single pass over the tokens. These parsers do not detect duplicate keys.
     */
    public static final TokenFactory TOKENS = new TokenFactory();

    private Json() {}

    /**
     * In a class of its own, so that mappers are set up only when they are needed. In a cold start,
     * that takes longer than loading all of the function's own classes.
     */
    public static final class Mappers {

        /**
         * Duplicate keys, anything after the value, and documents beyond the limits above are
         * errors. Decimal numbers keep all of their digits, as in {@code 4.50}.
         */
        public static final JsonMapper STRICT =
                JsonMapper.builder(
                                JsonFactory.builder()
                                        .streamReadConstraints(CONSTRAINTS)
                                        // No table of names: a document must not influence the
                                        // next.
                                        .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                                        .build())
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                        .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                        .build();

        /**
         * The same rules as {@link #STRICT}, but faster, with other messages. A duplicate key is
         * found when it is put into the tree, which costs nothing. The parser of {@link #STRICT}
         * needs a set of names for each object.
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
     * @throws IOException if they are not one JSON value; the message is that of {@link
     *     Mappers#STRICT}
     */
    public static JsonNode read(byte[] data) throws IOException {
        try {
            return Mappers.QUICK.readTree(data);
        } catch (IOException | NumberFormatException e) {
            // Parse again, since only the messages of STRICT are for clients.
            return Mappers.STRICT.readTree(data);
        }
    }

    /** The tree on one line, as {@link CompactJson} writes it. */
    public static String write(JsonNode tree) {
        return CompactJson.write(tree);
    }
}
