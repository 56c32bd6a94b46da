package io.orderstream.acceptance.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;

/** Percent-encoding, also where nobody needs it. */
final class PercentEncoding {

    private PercentEncoding() {}

    /** Every byte of the text as an escape. */
    static String everyByte(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte one : text.getBytes(UTF_8)) {
            encoded.append(String.format("%%%02x", one));
        }
        return encoded.toString();
    }

    /** Decoded as in a query, once; as it is if it cannot be. */
    static String decode(String text) {
        try {
            return URLDecoder.decode(text, UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
