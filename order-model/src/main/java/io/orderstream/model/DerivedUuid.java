package io.orderstream.model;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.UUID;

/**
 * UUIDs of version 8 (RFC 9562, section 5.8) that are derived from a time and a text: 48 bits of
 * the time in Unix milliseconds, then 74 bits of the text's SHA-256. {@link OrderId} and {@link
 * EventId} are such UUIDs.
 */
final class DerivedUuid {

    static final String EXPECTED = "a UUID version 8 in lower case";

    private static final int LENGTH = 36;

    private static final long VERSION = 0x8000L;
    private static final long VARIANT = 0x8000000000000000L;
    private static final long VARIANT_MASK = 0xc000000000000000L;

    // MessageDigest.getInstance() takes as long as hashing a small order.
    private static final ThreadLocal<MessageDigest> SHA_256 =
            ThreadLocal.withInitial(DerivedUuid::newSha256);

    private DerivedUuid() {}

    /** Whether a text is a UUID of version 8 and the RFC's variant, in lower case. */
    static boolean accepts(String value) {
        if (value.length() != LENGTH) {
            return false;
        }
        for (int i = 0; i < LENGTH; i++) {
            char c = value.charAt(i);
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            if (dash ? c != '-' : !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
                return false;
            }
        }
        return value.charAt(14) == '8' && "89ab".indexOf(value.charAt(19)) >= 0;
    }

    /**
     * The UUID with this text.
     *
     * @param kind what the text is, such as {@code orderid}; the error message begins with it
     */
    static UUID parse(String kind, String value) {
        if (!accepts(value)) {
            throw new IllegalArgumentException(kind + ": expected " + EXPECTED);
        }
        return UUID.fromString(value);
    }

    /** Checks that these are the bits of a UUID of version 8. */
    static void check(String kind, long high, long low) {
        if ((high & 0xf000L) != VERSION || (low & VARIANT_MASK) != VARIANT) {
            throw new IllegalArgumentException(kind + ": expected " + EXPECTED);
        }
    }

    /** The UUID of this time and this text. */
    static UUID derive(Instant time, ByteBuffer text) {
        MessageDigest sha256 = SHA_256.get();
        // An earlier call may have failed halfway. Its bytes must not get into this hash.
        sha256.reset();
        sha256.update(text);
        ByteBuffer hash = ByteBuffer.wrap(sha256.digest());
        long first = hash.getLong();
        long second = hash.getLong();
        // 12 bits of the hash follow the version, and the next 62 bits follow the variant.
        long high = (time.toEpochMilli() << 16) | VERSION | (first >>> 52);
        long low = VARIANT | (((first << 12) | (second >>> 52)) >>> 2);
        return new UUID(high, low);
    }

    private static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /**
     * Compares UUIDs by time, then by hash. UUIDs that are written as strings sort the same way.
     */
    static int compare(long high, long low, long otherHigh, long otherLow) {
        int byHigh = Long.compareUnsigned(high, otherHigh);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, otherLow);
    }
}
