package io.orderstream.model.json;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.Arrays;

/** Compact JSON while it is written, in UTF-8. */
public final class JsonBytes {

    private byte[] bytes;
    private int size;

    /** Nothing yet; it grows when there is more than expected. */
    public JsonBytes(int expectedSize) {
        bytes = new byte[expectedSize];
    }

    /** How many bytes were written. */
    public int size() {
        return size;
    }

    /** One ASCII character, as it is. */
    public void append(char ascii) {
        makeRoomFor(1);
        bytes[size++] = (byte) ascii;
    }

    /** Bytes of JSON that were written before. */
    public void append(byte[] from, int start, int length) {
        makeRoomFor(length);
        System.arraycopy(from, start, bytes, size, length);
        size += length;
    }

    /** Nothing but characters that need no escaping, all of them ASCII. */
    public void appendAscii(String text) {
        int length = text.length();
        makeRoomFor(length);
        copyAscii(text, length, bytes, size);
        size += length;
    }

    /** A text in quotes; its surrogates are pairs. */
    public void appendText(String text) {
        byte[] quoted = JsonStringEncoder.getInstance().quoteAsUTF8(text);
        append('"');
        append(quoted, 0, quoted.length);
        append('"');
    }

    /** All that was written. */
    @Override
    public String toString() {
        return Utf8.decode(bytes, size);
    }

    /** Copies a text's first characters, which are ASCII. */
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
