package io.orderstream.embedded.gateway;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** Decodes percent-escapes, once. A text with an invalid escape is not decoded. */
final class PercentEscapes {

    private PercentEscapes() {}

    /** Decodes a name or value of a query string, where a plus sign means a space. */
    static String decodeQuery(String text) {
        return decoded(text, text);
    }

    /** Decodes a path, where a plus sign is a plus sign. */
    static String decodePath(String path) {
        return decoded(path.replace("+", "%2B"), path);
    }

    private static String decoded(String text, String original) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return original;
        }
    }
}
