package io.orderstream.acceptance.proxy;

import java.nio.charset.StandardCharsets;

/** Changed heads of requests; only for services that verify no signature. */
final class RequestHead {

    private RequestHead() {}

    /** The same head for a body of another length. */
    static byte[] withContentLength(byte[] head, int length) {
        String text = new String(head, StandardCharsets.ISO_8859_1);
        String without =
                text.replaceAll("(?i)\r\n(?:content-length|transfer-encoding|expect):[^\r]*", "");
        return without.replaceFirst("\r\n\r\n$", "\r\ncontent-length: " + length + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}
