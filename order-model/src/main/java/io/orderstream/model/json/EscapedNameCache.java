package io.orderstream.model.json;

import com.fasterxml.jackson.core.io.CharTypes;
import java.nio.charset.StandardCharsets;

/**
 * A cache of member names as JSON: in quotes and with the colon. Most orders have the same few
 * names. The hash code of a name decides its place in the cache. For the same name, Jackson usually
 * returns the same {@code String} object, and a {@code String} computes its hash code only once. So
 * a lookup rarely computes a hash code. Thread-safe.
 */
public final class EscapedNameCache {

    /** The number of places. Must be a power of two. */
    private static final int PLACES = 256;

    private static final int LONGEST = 64;

    /** 0 for each ASCII character that needs no escaping. */
    private static final int[] ESCAPES = CharTypes.get7BitOutputEscapes();

    // The array needs no lock: names are immutable. If a thread overwrites a name or does not see
    // it, the name is made again.
    private static final Name[] NAMES = new Name[PLACES];

    private EscapedNameCache() {}

    private static final class Name {

        private final String name;
        private final byte[] json;

        private Name(String name) {
            this.name = name;
            this.json = ('"' + name + "\":").getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    /**
     * This name as JSON. Null if the name needs escaping, is not ASCII, or is longer than 64
     * characters.
     */
    public static byte[] of(String name) {
        int place = name.hashCode() & (PLACES - 1);
        Name known = NAMES[place];
        if (known != null && known.name.equals(name)) {
            return known.json;
        }
        if (name.length() > LONGEST || !isPlain(name)) {
            return null;
        }
        Name written = new Name(name);
        NAMES[place] = written;
        return written.json;
    }

    /** Whether a text is ASCII and needs no escaping. */
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80 || ESCAPES[c] != 0) {
                return false;
            }
        }
        return true;
    }
}
