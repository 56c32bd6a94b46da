package io.orderstream.model;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * UTF-8 as RFC 3629 has it: no overlong forms, no halves of surrogate pairs, nothing beyond
 * U+10FFFF. The JDK's decoder says the same, and writes all of the text to say it.
 */
final class Utf8 {

    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long NOT_ASCII = 0x8080808080808080L;

    private Utf8() {}

    /** Whether these bytes are nothing but UTF-8. */
    static boolean isWellFormed(byte[] bytes) {
        int i = 0;
        while (i < bytes.length) {
            i = afterAsciiEights(bytes, i);
            if (i == bytes.length) {
                break;
            }
            if (bytes[i] >= 0) {
                i++;
            } else {
                int length = lengthOfSequence(bytes, i);
                if (length == 0) {
                    return false;
                }
                i += length;
            }
        }
        return true;
    }

    private static int afterAsciiEights(byte[] bytes, int start) {
        int last = bytes.length - Long.BYTES;
        int i = start;
        while (i <= last && ((long) EIGHT_BYTES.get(bytes, i) & NOT_ASCII) == 0) {
            i += Long.BYTES;
        }
        return i;
    }

    /** The length of the sequence of two to four bytes that begins here, or 0 if none does. */
    private static int lengthOfSequence(byte[] bytes, int start) {
        int first = bytes[start] & 0xff;
        if (first < 0xc2 || first > 0xf4) {
            return 0;
        }
        int length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
        if (bytes.length - start < length || !isSecond(first, bytes[start + 1] & 0xff)) {
            return 0;
        }
        for (int i = start + 2; i < start + length; i++) {
            if ((bytes[i] & 0xc0) != 0x80) {
                return 0;
            }
        }
        return length;
    }

    /** The table in section 4 of the RFC. */
    private static boolean isSecond(int first, int second) {
        switch (first) {
            case 0xe0:
                return second >= 0xa0 && second <= 0xbf;
            case 0xed:
                return second >= 0x80 && second <= 0x9f;
            case 0xf0:
                return second >= 0x90 && second <= 0xbf;
            case 0xf4:
                return second >= 0x80 && second <= 0x8f;
            default:
                return second >= 0x80 && second <= 0xbf;
        }
    }
}
