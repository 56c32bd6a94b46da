package io.orderstream.embedded.deployment;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The head of an HTTP/1.1 request or response as its bytes were, so that it can be passed on
 * unchanged: a signature covers the Host header.
 */
final class HttpMessage {
    private final byte[] head;
    private final String[] startLine;
    private final Map<String, String> headers;

    private HttpMessage(byte[] head, String[] startLine, Map<String, String> headers) {
        this.head = head;
        this.startLine = startLine;
        this.headers = headers;
    }

    /** Reads the next head, empty if the stream has ended. */
    static Optional<HttpMessage> read(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        String first = line(in, head);
        if (first.isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line = line(in, head); !line.isEmpty(); line = line(in, head)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return Optional.of(new HttpMessage(head.toByteArray(), first.split(" ", 3), headers));
    }

    /** The next line without its end; empty at the end of the stream, too. */
    private static String line(InputStream in, OutputStream copy) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0; next = in.read()) {
            copy.write(next);
            if (next == '\n') {
                break;
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    String method() {
        return startLine[0];
    }

    String target() {
        return startLine[1];
    }

    int status() {
        return Integer.parseInt(startLine[1]);
    }

    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    boolean endsConnection() {
        return header("connection").equalsIgnoreCase("close");
    }

    void writeHead(OutputStream out) throws IOException {
        out.write(head);
        out.flush();
    }

    /** Copies the body that follows this head; without a length it has none. */
    void copyBody(InputStream in, OutputStream out) throws IOException {
        if (header("transfer-encoding").equalsIgnoreCase("chunked")) {
            copyChunks(in, out);
        } else if (!header("content-length").isEmpty()) {
            copy(in, out, Long.parseLong(header("content-length")));
        }
        out.flush();
    }

    /** Whether a body of this response ends only with the connection. */
    boolean isUnlimited() {
        return header("transfer-encoding").isEmpty() && header("content-length").isEmpty();
    }

    private static void copyChunks(InputStream in, OutputStream out) throws IOException {
        long length;
        do {
            length = Long.parseLong(line(in, out).split(";", 2)[0].strip(), 16);
            copy(in, out, length);
            // The end of the chunk, or of each trailer and then of all.
            String rest = line(in, out);
            while (length == 0 && !rest.isEmpty()) {
                rest = line(in, out);
            }
        } while (length > 0);
    }

    private static void copy(InputStream in, OutputStream out, long length) throws IOException {
        byte[] buffer = new byte[8192];
        long left = length;
        while (left > 0) {
            int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (count < 0) {
                throw new EOFException(left + " bytes of a body are missing");
            }
            out.write(buffer, 0, count);
            left -= count;
        }
    }
}
