package io.orderstream.acceptance.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * An HTTP response as it was received.
 *
 * @param head the status line and the headers, as received
 * @param headers the headers, with names in lower case; a repeated name has its last value
 * @param body the body, decoded as UTF-8
 */
public record RawAnswer(int status, String head, Map<String, String> headers, String body) {

    private static final byte[] HEAD_END = {'\r', '\n', '\r', '\n'};

    /**
     * Parses all responses that were received over one connection: none, one, or several if the
     * server saw several requests. Responses with a status below 200 are left out. A response to
     * HEAD has no body. The body of any other response without Content-Length is everything that
     * follows the head.
     *
     * @throws IllegalArgumentException if the bytes are not complete HTTP responses
     */
    static List<RawAnswer> all(byte[] received, boolean headOnly) {
        List<RawAnswer> answers = new ArrayList<>();
        int at = 0;
        while (at < received.length) {
            int headEnd = indexOf(received, HEAD_END, at);
            if (headEnd < 0) {
                throw new IllegalArgumentException(
                        "an incomplete response head: " + text(received, at));
            }
            String head = new String(received, at, headEnd - at, ISO_8859_1);
            List<String> lines = Arrays.asList(head.split("\r\n", -1));
            if (!lines.get(0).matches("HTTP/1\\.[01] [0-9]{3}( .*)?")) {
                throw new IllegalArgumentException("not an HTTP response: " + text(received, at));
            }
            Map<String, String> headers = new LinkedHashMap<>();
            for (String line : lines.subList(1, lines.size())) {
                int colon = line.indexOf(':');
                if (colon < 0) {
                    throw new IllegalArgumentException("a header without a colon: " + line);
                }
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
            int status = Integer.parseInt(lines.get(0).substring(9, 12));
            int start = headEnd + HEAD_END.length;
            boolean bodiless = headOnly || status < 200;
            int length =
                    bodiless
                            ? 0
                            : headers.containsKey("content-length")
                                    ? Integer.parseInt(headers.get("content-length"))
                                    : received.length - start;
            if (length < 0 || length > received.length - start) {
                throw new IllegalArgumentException(
                        "an incomplete response body: " + text(received, at));
            }
            if (status >= 200) {
                answers.add(
                        new RawAnswer(
                                status,
                                head,
                                headers,
                                new String(received, start, length, StandardCharsets.UTF_8)));
            }
            at = start + length;
        }
        return answers;
    }

    private static int indexOf(byte[] bytes, byte[] wanted, int from) {
        for (int i = from; i <= bytes.length - wanted.length; i++) {
            if (Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        return -1;
    }

    private static String text(byte[] bytes, int from) {
        return new String(bytes, from, Math.min(200, bytes.length - from), ISO_8859_1);
    }

    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    /** Head and body: everything that a caller can read. */
    String everything() {
        return head + "\n" + body;
    }

    @Override
    public String toString() {
        return head + "\n\n" + (body.length() > 2_000 ? body.substring(0, 2_000) + "…" : body);
    }
}
