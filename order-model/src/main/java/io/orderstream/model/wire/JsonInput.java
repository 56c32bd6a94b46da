package io.orderstream.model.wire;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import io.orderstream.model.json.Json;
import io.orderstream.model.json.Utf8;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** Reads the JSON that a client sent: one value in UTF-8, with or without a byte order mark. */
final class JsonInput {

    /** The byte order mark of UTF-8. Some editors and libraries write it before the JSON. */
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private static final Pattern PARSER_ADVICE =
            Pattern.compile("(?s)(?:: enable `|: was expecting | ?[(,]? ?from `|\\n).*");

    private JsonInput() {}

    /**
     * Whether these bytes are not empty, and are UTF-8 without a byte order mark. Also false for
     * some valid UTF-8 whose first bytes cannot begin a JSON value. {@link #tree} also reads input
     * with a byte order mark.
     */
    static boolean isPlainUtf8(byte[] data) {
        return data.length > 0
                && !looksLikeUtf16Or32(data)
                && data[0] != BYTE_ORDER_MARK[0]
                && Utf8.isWellFormed(data);
    }

    /**
     * The JSON value in these bytes.
     *
     * @throws InvalidOrderException if the bytes are not one JSON value within the parser's limits
     */
    static JsonNode tree(byte[] bytes) throws InvalidOrderException {
        byte[] data =
                startsWithByteOrderMark(bytes)
                        ? Arrays.copyOfRange(bytes, BYTE_ORDER_MARK.length, bytes.length)
                        : bytes;
        if (data.length == 0) {
            throw malformed("nothing: the body is empty");
        }
        if (looksLikeUtf16Or32(data)) {
            throw malformed("another encoding than UTF-8");
        }
        if (startsWithByteOrderMark(data)) {
            // Jackson would skip the second byte order mark.
            throw malformed("two byte order marks");
        }
        refuseWhatIsNotUtf8(bytes);
        try {
            JsonNode tree = Json.read(data);
            if (tree.isMissingNode()) {
                throw malformed("nothing: the body is blank");
            }
            return tree;
        } catch (StreamConstraintsException e) {
            throw ParserLimits.brokenBy(data)
                    .map(problem -> new InvalidOrderException(List.of(problem)))
                    .orElseGet(() -> malformed(reason(e.getOriginalMessage())));
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            throw malformed(
                    (at == null
                                    ? ""
                                    : "at line "
                                            + at.getLineNr()
                                            + ", column "
                                            + at.getColumnNr()
                                            + ": ")
                            + reason(e.getOriginalMessage()));
        } catch (NumberFormatException e) {
            // Jackson throws this for an exponent that is out of the range of BigDecimal.
            throw malformed("a number whose exponent is out of range");
        } catch (IOException e) {
            if (e instanceof CharConversionException) {
                throw malformed(reason(String.valueOf(e.getMessage())));
            }
            throw new UncheckedIOException("Reading from memory cannot fail", e);
        }
    }

    /**
     * Whether Jackson might take these bytes for UTF-16 or UTF-32. JSON in UTF-8, the only encoding
     * of the wire format, never begins with such bytes.
     */
    private static boolean looksLikeUtf16Or32(byte[] data) {
        for (int i = 0; i < Math.min(4, data.length); i++) {
            if (data[i] == 0) {
                return true;
            }
        }
        int first = data[0] & 0xff;
        return first == 0xfe || first == 0xff;
    }

    private static boolean startsWithByteOrderMark(byte[] data) {
        return Arrays.mismatch(data, BYTE_ORDER_MARK) == BYTE_ORDER_MARK.length
                || Arrays.equals(data, BYTE_ORDER_MARK);
    }

    /**
     * Checks the encoding before Jackson parses. Jackson's parsers accept some bytes that are not
     * UTF-8.
     *
     * <p>The parsers of {@link Json.Mappers} have no table of names. They replace invalid bytes by
     * U+FFFD, so different sequences of bytes would be the same text.
     *
     * <p>For the parsers of {@link Json#TOKENS}, {@link #isPlainUtf8} makes the same check. These
     * parsers accept overlong forms of characters. A program that searches the bytes for a
     * character would miss its overlong forms (RFC 3629, section 10). The parsers may also confuse
     * a name that contains the byte 0xff with another name in their table. Then the result for a
     * record would depend on the records before it.
     */
    private static void refuseWhatIsNotUtf8(byte[] data) throws InvalidOrderException {
        if (Utf8.isWellFormed(data)) {
            return;
        }
        ByteBuffer bytes = ByteBuffer.wrap(data);
        try {
            StandardCharsets.UTF_8.newDecoder().decode(bytes);
        } catch (CharacterCodingException e) {
            throw malformed("invalid UTF-8 at byte " + (bytes.position() + 1));
        }
    }

    private static InvalidOrderException malformed(String found) {
        return new InvalidOrderException(
                List.of(new Problem(Problem.ROOT, "one JSON object in UTF-8", found)));
    }

    /** Jackson's message without its advice on how to set up the parser. */
    private static String reason(String message) {
        return PARSER_ADVICE.matcher(message).replaceFirst("");
    }
}
