package io.orderstream.acceptance.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;

/** Encodes and decodes percent-encoded text. */
final class PercentEncoding {

    private PercentEncoding() {}

    /** Escapes every byte of a text, also those that need no escape. */
    static String everyByte(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte one : text.getBytes(UTF_8)) {
            encoded.append(String.format("%%%02x", one));
        }
        return encoded.toString();
    }

    /**
     * Decodes a text once. A plus sign becomes a space, as in a query. Returns the text itself if
     * it cannot be decoded.
     */
    static String decode(String text) {
        try {
            return URLDecoder.decode(text, UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
