package io.orderstream.model.json;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.Arrays;

/**
 * A growing buffer of compact JSON in UTF-8. {@code FastOrderReader} writes the details of an order
 * in two forms: as compact JSON into this buffer, and in the canonical form for the order's id. If
 * a part has the same bytes in both forms, the reader copies it from the canonical form into this
 * buffer.
 */
public final class JsonBytes {

    private byte[] bytes;
    private int size;

    /** An empty buffer. It grows if there are more bytes than expected. */
    public JsonBytes(int expectedSize) {
        bytes = new byte[expectedSize];
    }

    /** The number of bytes that were written. */
    public int size() {
        return size;
    }

    /** Appends one ASCII character as it is. */
    public void append(char ascii) {
        makeRoomFor(1);
        bytes[size++] = (byte) ascii;
    }

    /** Appends bytes that are JSON already. */
    public void append(byte[] from, int start, int length) {
        makeRoomFor(length);
        System.arraycopy(from, start, bytes, size, length);
        size += length;
    }

    /** Appends ASCII text that needs no escaping. */
    public void appendAscii(String text) {
        int length = text.length();
        makeRoomFor(length);
        copyAscii(text, length, bytes, size);
        size += length;
    }

    /**
     * Appends a text, escaped and in quotes. The text must not contain half of a surrogate pair.
     */
    public void appendText(String text) {
        byte[] quoted = JsonStringEncoder.getInstance().quoteAsUTF8(text);
        append('"');
        append(quoted, 0, quoted.length);
        append('"');
    }

    /** The JSON that was written. */
    @Override
    public String toString() {
        return Utf8.decode(bytes, size);
    }

    /** Copies the first {@code length} characters of a text. They must be ASCII. */
    @SuppressWarnings("deprecation") // Only valid for ASCII input; callers check that first.
    public static void copyAscii(String text, int length, byte[] to, int at) {
        text.getBytes(0, length, to, at);
    }

    private void makeRoomFor(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
        }
    }
}
