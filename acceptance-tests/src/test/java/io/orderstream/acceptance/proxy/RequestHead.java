package io.orderstream.acceptance.proxy;

import java.nio.charset.StandardCharsets;

/** Changes the head of a request. This works only for services that do not verify signatures. */
final class RequestHead {

    private RequestHead() {}

    /** The same head, for a body of this length. */
    static byte[] withContentLength(byte[] head, int length) {
        String text = new String(head, StandardCharsets.ISO_8859_1);
        String without =
                text.replaceAll("(?i)\r\n(?:content-length|transfer-encoding|expect):[^\r]*", "");
        return without.replaceFirst("\r\n\r\n$", "\r\ncontent-length: " + length + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}
