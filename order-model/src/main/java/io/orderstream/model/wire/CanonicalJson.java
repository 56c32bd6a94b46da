package io.orderstream.model.wire;

import com.fasterxml.jackson.core.io.CharTypes;
import io.orderstream.model.IdentifierRule;
import io.orderstream.model.json.CompactJson;
import io.orderstream.model.json.Decimals;
import io.orderstream.model.json.EscapedNameCache;
import io.orderstream.model.json.JsonBytes;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A growing buffer for the bytes of a canonical form: no white space, normalised numbers, and text
 * as Jackson's generator for bytes writes it.
 *
 * <p>The ids of orders and events contain a hash of such bytes. So if the bytes change, the ids
 * change.
 */
final class CanonicalJson {

    /** Free bytes at the start for {@link #prepend}: the longest id and the names around it. */
    private static final int HEAD_ROOM = IdentifierRule.MAX_LENGTH + 32;

    private static final int LONGEST_ESCAPE = 6;

    /**
     * For each ASCII character: 0 if it needs no escape, the letter of its short escape, or a
     * negative number if it needs a hexadecimal one.
     */
    private static final int[] ESCAPES = CharTypes.get7BitOutputEscapes();

    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private byte[] pieces = new byte[0];
    private byte[] bytes;
    private int start = HEAD_ROOM;
    private int end = HEAD_ROOM;

    /** An empty buffer. It grows if there are more bytes than expected. */
    CanonicalJson(int expectedSize) {
        bytes = new byte[HEAD_ROOM + expectedSize];
    }

    /** The position of the next byte. */
    int position() {
        return end;
    }

    /** Copies the bytes from position {@code from} to the end, and appends them to {@code json}. */
    void copyTo(JsonBytes json, int from) {
        json.append(bytes, from, end - from);
    }

    /** The bytes that were written, as a view and not as a copy. */
    ByteBuffer bytes() {
        return ByteBuffer.wrap(bytes, start, end - start);
    }

    void put(char c) {
        makeRoomFor(1);
        bytes[end++] = (byte) c;
    }

    /** Appends ASCII text that needs no escaping. */
    void ascii(String text) {
        int size = text.length();
        makeRoomFor(size);
        copy(text, size, end);
        end += size;
    }

    /**
     * Puts a text before everything else. The text must be ASCII and need no escaping. There is
     * room for {@link #HEAD_ROOM} bytes.
     */
    void prepend(String text) {
        int size = text.length();
        start -= size;
        copy(text, size, start);
    }

    private void copy(String ascii, int size, int to) {
        JsonBytes.copyAscii(ascii, size, bytes, to);
    }

    void number(int value) {
        if (value % 10 == 0) {
            number(BigDecimal.valueOf(value));
        } else {
            // A whole number without zeros at its end is normalised already.
            ascii(Integer.toString(value));
        }
    }

    /**
     * Appends a number and normalises it. The written number may have an exponent, since {@code
     * 1e125} as plain digits would be 126 digits long.
     */
    void number(BigDecimal value) {
        ascii(value.signum() == 0 ? "0" : Decimals.stripped(value).toString());
    }

    /** Appends a number that was sent as this text. Most such texts are normalised already. */
    void number(BigDecimal value, String text) {
        if (Decimals.isNormalised(text)) {
            ascii(text);
        } else {
            number(value);
        }
    }

    /**
     * Appends a member's name and a colon. Returns whether {@link CompactJson} would write the same
     * bytes: see {@link #text}.
     */
    boolean name(String name) {
        byte[] written = EscapedNameCache.of(name);
        if (written != null) {
            makeRoomFor(written.length);
            System.arraycopy(written, 0, bytes, end, written.length);
            end += written.length;
            return true;
        }
        boolean same = text(name);
        put(':');
        return same;
    }

    /**
     * Appends a text in quotes. Returns whether {@link CompactJson} would write the same bytes:
     * true if the text has no surrogates, that is, no characters beyond U+FFFF and no halves of a
     * surrogate pair.
     */
    boolean text(String text) {
        char[] characters = text.toCharArray();
        return text(characters, 0, characters.length);
    }

    /** Like {@link #text(String)}, for a text in an array. */
    boolean text(char[] text, int offset, int size) {
        makeRoomFor(size + 2);
        byte[] to = bytes;
        int at = end;
        to[at++] = '"';
        int i = offset;
        int last = offset + size;
        for (; i < last; i++) {
            char c = text[i];
            if (c >= 0x80 || ESCAPES[c] != 0) {
                break;
            }
            to[at++] = (byte) c;
        }
        if (i == last) {
            to[at++] = '"';
            end = at;
            return true;
        }
        end = at;
        makeRoomFor(LONGEST_ESCAPE * (last - i) + 1);
        boolean same = true;
        for (; i < last; i++) {
            char c = text[i];
            same &= !Character.isSurrogate(c);
            character(c);
        }
        put('"');
        return same;
    }

    /**
     * Appends a character. The buffer must have room for it. A character beyond U+FFFF becomes two
     * escapes, as in the output of Jackson's generator for bytes. Ids depend on this.
     */
    private void character(char c) {
        if (c < 0x80) {
            int escape = ESCAPES[c];
            if (escape > 0) {
                bytes[end++] = '\\';
                bytes[end++] = (byte) escape;
            } else if (escape < 0) {
                escape(c);
            } else {
                bytes[end++] = (byte) c;
            }
        } else if (c < 0x800) {
            bytes[end++] = (byte) (0xc0 | (c >> 6));
            bytes[end++] = (byte) (0x80 | (c & 0x3f));
        } else if (Character.isSurrogate(c)) {
            escape(c);
        } else {
            bytes[end++] = (byte) (0xe0 | (c >> 12));
            bytes[end++] = (byte) (0x80 | ((c >> 6) & 0x3f));
            bytes[end++] = (byte) (0x80 | (c & 0x3f));
        }
    }

    private void escape(char c) {
        bytes[end++] = '\\';
        bytes[end++] = 'u';
        for (int shift = 12; shift >= 0; shift -= 4) {
            bytes[end++] = (byte) HEX[(c >> shift) & 0xf];
        }
    }

    /**
     * Reorders pieces that were written one after the other with a comma between them.
     *
     * @param order for each place, the index of the piece that goes there
     * @param starts the position at which each piece starts; the last piece ends where the buffer
     *     ends
     */
    void reorder(int count, int[] order, int[] starts) {
        int from = starts[0];
        int length = end - from;
        if (pieces.length < length) {
            pieces = new byte[Math.max(2 * pieces.length, length)];
        }
        System.arraycopy(bytes, from, pieces, 0, length);
        int to = from;
        for (int i = 0; i < count; i++) {
            int piece = order[i];
            int next = piece + 1 < count ? starts[piece + 1] - 1 : end;
            int size = next - starts[piece];
            System.arraycopy(pieces, starts[piece] - from, bytes, to, size);
            to += size;
            if (i + 1 < count) {
                bytes[to++] = ',';
            }
        }
    }

    private void makeRoomFor(int more) {
        if (bytes.length - end < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, end + more));
        }
    }
}
