package io.orderstream.model.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/** The parsers for orders and events, and the writer of compact JSON. */
public final class Json {

    /**
     * The maximum nesting depth of a document. A batch needs fewer levels, even if its orders have
     * the deepest details that are allowed.
     */
    public static final int MAX_DEPTH = 100;

    /** The maximum length of a number, in digits. The digits of the exponent count, too. */
    public static final int MAX_NUMBER_LENGTH = 200;

    /**
     * The limits that all parsers start from. Names have no limit here, because the size of details
     * and of request bodies is limited. {@link TokenFactory} adds a limit for names.
     */
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
     * The mappers, which parse JSON into trees. They are in a class of their own, so that they are
     * set up only when they are needed. In the cold start of a Lambda function, their setup takes
     * longer than loading all of the function's own classes.
     */
    public static final class Mappers {

        /**
         * A mapper with strict rules. These are errors: duplicate keys, anything after the value,
         * too many levels, and numbers that are too long. Decimal numbers keep all of their digits,
         * as in {@code 4.50}.
         */
        public static final JsonMapper STRICT =
                JsonMapper.builder(
                                JsonFactory.builder()
                                        .streamReadConstraints(CONSTRAINTS)
                                        // With this feature, parsers would share a table of names.
                                        // Without it, a document cannot influence the next one.
                                        .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                                        .build())
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                        .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                        .build();

        /**
         * A mapper with the same rules as {@link #STRICT}. It is faster, but its error messages are
         * different. It finds a duplicate key when it puts the key into the tree, at no extra cost.
         * {@link #STRICT} needs a set of names for each object instead.
         */
        public static final JsonMapper QUICK =
                STRICT.rebuild()
                        .disable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                        .build();

        private Mappers() {}
    }

    /**
     * The tree in these bytes; a missing node if the bytes are blank.
     *
     * @throws IOException if the bytes are not exactly one JSON value; the message is that of
     *     {@link Mappers#STRICT}
     * @throws NumberFormatException if the exponent of a number is out of the range of {@code
     *     BigDecimal}
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
