package io.orderstream.embedded.gateway;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** Decodes percent-escapes, once. One that escapes nothing leaves the whole text as it is. */
final class PercentEscapes {

    private PercentEscapes() {}

    /** A name or a value in a query, where a plus sign is a blank. */
    static String decodeQuery(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    /** A path, where a plus sign is a plus sign. */
    static String decodePath(String path) {
        return decodeQuery(path.replace("+", "%2B"));
    }
}
