package io.orderstream.model;

import java.nio.charset.StandardCharsets;

/**
 * Names of members as JSON has them, with the colon: most orders have the same few, and Jackson
 * gives the same string for each. For any thread.
 */
final class WrittenNames {

    /** A power of two. */
    private static final int PLACES = 256;

    private static final int LONGEST = 64;

    // Two threads may each put one, and either will do: a name is immutable.
    private static final Name[] NAMES = new Name[PLACES];

    private WrittenNames() {}

    private static final class Name {

        private final String name;
        private final byte[] json;

        private Name(String name) {
            this.name = name;
            this.json = ('"' + name + "\":").getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    /** This name as JSON; null for one that needs escaping, is not ASCII, or is long. */
    static byte[] of(String name) {
        int place = name.hashCode() & (PLACES - 1);
        Name known = NAMES[place];
        if (known != null && known.name.equals(name)) {
            return known.json;
        }
        if (name.length() > LONGEST || !CanonicalJson.isPlain(name)) {
            return null;
        }
        Name written = new Name(name);
        NAMES[place] = written;
        return written.json;
    }
}
