package io.orderstream.model.json;

import com.fasterxml.jackson.core.io.CharTypes;
import java.nio.charset.StandardCharsets;

/**
 * Names of members as JSON has them, with the colon: most orders have the same few, and Jackson
 * gives the same string for each. For any thread.
 */
public final class EscapedNameCache {

    /** A power of two. */
    private static final int PLACES = 256;

    private static final int LONGEST = 64;

    /** For each ASCII character 0 if it needs no escaping. */
    private static final int[] ESCAPES = CharTypes.get7BitOutputEscapes();

    // Two threads may each put one, and either will do: a name is immutable.
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

    /** This name as JSON; null for one that needs escaping, is not ASCII, or is long. */
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

    /** Whether a text is nothing but ASCII without any escape. */
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
