package io.orderstream.acceptance.proxy;

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
 * An HTTP/1.1 request or response with its original bytes. Without a fault, the proxy passes the
 * message on unchanged. If the proxy changed the Host header, the signature of the caller would no
 * longer match. The head is read first, because it shows whether a body follows.
 */
final class HttpMessage {

    private static final byte[] NO_BODY = {};

    private final byte[] head;
    private final String[] startLine;
    private final Map<String, String> headers;
    private byte[] body = NO_BODY;

    private HttpMessage(byte[] head, String[] startLine, Map<String, String> headers) {
        this.head = head;
        this.startLine = startLine;
        this.headers = headers;
    }

    /** Reads the next head, empty if the stream has ended. */
    static Optional<HttpMessage> readHead(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        String first = line(in, head);
        if (first.isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line = line(in, head); !line.isEmpty(); line = line(in, head)) {
            int colon = line.indexOf(':');
            if (colon < 0) {
                throw new IOException("A header has no colon: " + line);
            }
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return Optional.of(new HttpMessage(head.toByteArray(), first.split(" ", 3), headers));
    }

    /** The next line without its line end. Empty for an empty line and at the stream's end. */
    private static String line(InputStream in, OutputStream copy) throws IOException {
        StringBuilder line = new StringBuilder();
        int next = in.read();
        while (next >= 0) {
            line.append((char) next);
            next = next == '\n' ? -1 : in.read();
        }
        copy.write(line.toString().getBytes(StandardCharsets.ISO_8859_1));
        return line.toString().stripTrailing();
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

    /** The value of a header; empty if there is no such header. */
    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    boolean endsConnection() {
        return header("connection").equalsIgnoreCase("close");
    }

    boolean expectsContinue() {
        return header("expect").equalsIgnoreCase("100-continue");
    }

    /** The bytes of the head, including the empty line. */
    byte[] head() {
        return head;
    }

    /** The bytes of the body as received: in chunks if it was sent in chunks. */
    byte[] rawBody() {
        return body;
    }

    /** The body without the chunked coding. */
    byte[] body() throws IOException {
        return isChunked() ? Chunks.join(body) : body;
    }

    /**
     * Reads the body that follows a request's head. A request has no body if it has neither a
     * length nor chunks.
     */
    void readRequestBody(InputStream in) throws IOException {
        if (isChunked()) {
            body = Chunks.read(in);
        } else if (!header("content-length").isEmpty()) {
            body = exactly(in, Integer.parseInt(header("content-length")));
        }
    }

    /**
     * Reads the body that follows a response's head. A body with neither a length nor chunks ends
     * with the connection.
     */
    void readResponseBody(InputStream in, String requestMethod) throws IOException {
        boolean bodyless = requestMethod.equals("HEAD") || status() == 204 || status() == 304;
        if (bodyless) {
            return;
        }
        if (isUnlimited()) {
            body = in.readAllBytes();
        } else {
            readRequestBody(in);
        }
    }

    /** Whether the body of this response ends only with the connection. */
    boolean isUnlimited() {
        return header("transfer-encoding").isEmpty() && header("content-length").isEmpty();
    }

    private boolean isChunked() {
        return header("transfer-encoding").equalsIgnoreCase("chunked");
    }

    private static byte[] exactly(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException((length - bytes.length) + " bytes of a body are missing");
        }
        return bytes;
    }

    /** The chunked transfer coding of RFC 9112, section 7.1. */
    private static final class Chunks {

        /** All chunks with their sizes, including the trailers. */
        static byte[] read(InputStream in) throws IOException {
            ByteArrayOutputStream raw = new ByteArrayOutputStream();
            while (copyChunk(in, raw, OutputStream.nullOutputStream())) {
                // The loop ends after the last chunk, which has no content.
            }
            return raw.toByteArray();
        }

        /** The contents of all chunks. */
        static byte[] join(byte[] raw) throws IOException {
            InputStream in = new java.io.ByteArrayInputStream(raw);
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            while (copyChunk(in, OutputStream.nullOutputStream(), content)) {
                // The loop ends after the last chunk, which has no content.
            }
            return content.toByteArray();
        }

        private static boolean copyChunk(InputStream in, OutputStream raw, OutputStream content)
                throws IOException {
            String size = line(in, raw).split(";", 2)[0].strip();
            if (size.isEmpty()) {
                throw new EOFException("The size of a chunk is missing");
            }
            int length = Integer.parseInt(size, 16);
            byte[] chunk = exactly(in, length);
            raw.write(chunk);
            content.write(chunk);
            // The line end of the chunk. After the last chunk: the trailers and an empty line.
            String rest = line(in, raw);
            while (length == 0 && !rest.isEmpty()) {
                rest = line(in, raw);
            }
            return length > 0;
        }
    }
}
