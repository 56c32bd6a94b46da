package io.orderstream.embedded.console;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** The beginning of a value that may be long. */
final class Excerpt {

    /** An answer has at most this many bytes of a record. */
    static final int RECORD_BYTES = 3 * 1024;

    private Excerpt() {}

    /** The first bytes of a record, in base64. */
    static String base64(byte[] data) {
        return Base64.getEncoder()
                .encodeToString(Arrays.copyOf(data, Math.min(data.length, RECORD_BYTES)));
    }

    /** The first bytes of a record. Both the record and the result are in base64. */
    static String base64(String data) {
        int length = RECORD_BYTES / 3 * 4;
        return data.length() <= length ? data : data.substring(0, length);
    }

    /** The number of bytes that a base64 text encodes. */
    static int decodedLength(String base64) {
        int padding = base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0;
        return base64.length() / 4 * 3 - padding;
    }

    /** The first characters of a text. The result never ends with half a surrogate pair. */
    static String text(String text, int characters) {
        if (text.length() <= characters) {
            return text;
        }
        int end =
                Character.isHighSurrogate(text.charAt(characters - 1))
                        ? characters - 1
                        : characters;
        return text.substring(0, end);
    }

    /**
     * The beginning of a file as text. If the file is cut, an incomplete last character is left
     * out.
     */
    static String text(byte[] beginning, boolean isCut) {
        String text = new String(beginning, StandardCharsets.UTF_8);
        return isCut && text.endsWith("\uFFFD") ? text.substring(0, text.length() - 1) : text;
    }
}
