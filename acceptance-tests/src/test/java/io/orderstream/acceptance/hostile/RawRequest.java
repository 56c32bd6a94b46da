package io.orderstream.acceptance.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An HTTP request whose parts may contradict each other. Text outside the body is in ISO-8859-1, so
 * each character is one byte.
 *
 * <pre>{@code
 * new RawRequest("path", "GET", "/order%00").header("accept", "text/html");
 * }</pre>
 */
public final class RawRequest {

    private final String kind;
    private final String method;
    private final String target;
    private final List<String> headerLines = new ArrayList<>();
    private String version = "HTTP/1.1";
    private String lineEnd = "\r\n";
    private byte[] body = {};
    private byte[] all = {};
    private boolean framed = true;
    private boolean mayGoUnanswered;

    RawRequest(String kind, String method, String target) {
        this.kind = kind;
        this.method = method;
        this.target = target;
    }

    /** A request of exactly these bytes, which need not be HTTP. */
    static RawRequest of(String kind, byte[] bytes) {
        RawRequest request = new RawRequest(kind, "", "");
        request.all = bytes;
        request.mayGoUnanswered = true;
        return request;
    }

    RawRequest header(String name, String value) {
        return headerLine(name + ": " + value);
    }

    /** Adds a line between the start line and the body. The line need not be a valid header. */
    RawRequest headerLine(String line) {
        headerLines.add(line);
        return this;
    }

    RawRequest json(String json) {
        return header("content-type", "application/json").body(json.getBytes(UTF_8));
    }

    RawRequest body(byte[] bytes) {
        body = bytes;
        return this;
    }

    RawRequest version(String other) {
        version = other;
        return this;
    }

    RawRequest lineEnd(String other) {
        lineEnd = other;
        return this;
    }

    /**
     * Leaves out the headers that {@link #bytes} would add: Host, Connection and, if there is a
     * body, Content-Length. The server may then close the connection instead of answering.
     */
    RawRequest unframed() {
        framed = false;
        mayGoUnanswered = true;
        return this;
    }

    /** Allows the server to close the connection instead of answering. */
    RawRequest unanswered() {
        mayGoUnanswered = true;
        return this;
    }

    /** The kind of the request, such as {@code path}, for messages and counts. */
    public String kind() {
        return kind;
    }

    boolean mayGoUnanswered() {
        return mayGoUnanswered;
    }

    /**
     * The path of the target, decoded once. If the target is an absolute URL with {@code http},
     * scheme and host are left out. Other URLs stay whole, except for the query.
     */
    String decodedPath() {
        return PercentEncoding.decode(before(target.replaceFirst("^http://[^/]+", ""), "?"));
    }

    /**
     * The value of a query parameter, decoded once. Empty if the parameter is missing or repeated.
     */
    public Optional<String> parameter(String name) {
        int question = target.indexOf('?');
        if (question < 0) {
            return Optional.empty();
        }
        List<String> values = new ArrayList<>();
        for (String pair : before(target.substring(question + 1), "#").split("&", -1)) {
            if (PercentEncoding.decode(before(pair, "=")).equals(name)) {
                values.add(
                        PercentEncoding.decode(
                                pair.substring(Math.min(pair.length(), valueStart(pair)))));
            }
        }
        return values.size() == 1 ? Optional.of(values.get(0)) : Optional.empty();
    }

    private static int valueStart(String pair) {
        return before(pair, "=").length() + 1;
    }

    private static String before(String text, String end) {
        int at = text.indexOf(end);
        return at < 0 ? text : text.substring(0, at);
    }

    /** Whether the request contains this word. */
    boolean says(String word) {
        return new String(bytes(), UTF_8).contains(word);
    }

    String method() {
        return method;
    }

    /** The body as text, without a byte order mark. */
    String text() {
        String text = new String(body, UTF_8);
        return text.startsWith("\ufeff") ? text.substring(1) : text;
    }

    boolean isHead() {
        return method.equals("HEAD");
    }

    byte[] bytes() {
        if (all.length > 0) {
            return all;
        }
        StringBuilder head = new StringBuilder();
        head.append(method).append(' ').append(target);
        head.append(version.isEmpty() ? "" : " ").append(version).append(lineEnd);
        if (framed) {
            head.append("Host: 127.0.0.1").append(lineEnd);
            head.append("Connection: close").append(lineEnd);
            if (body.length > 0) {
                head.append("Content-Length: ").append(body.length).append(lineEnd);
            }
        }
        headerLines.forEach(line -> head.append(line).append(lineEnd));
        head.append(lineEnd);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(head.length() + body.length);
        bytes.writeBytes(head.toString().getBytes(ISO_8859_1));
        bytes.writeBytes(body);
        return bytes.toByteArray();
    }

    /** The first 2,000 bytes in printable form. */
    @Override
    public String toString() {
        byte[] bytes = bytes();
        String text = new String(bytes, 0, Math.min(bytes.length, 2_000), ISO_8859_1);
        StringBuilder shown = new StringBuilder(kind).append(": ");
        text.chars()
                .forEach(
                        c ->
                                shown.append(
                                        (c >= 0x20 && c < 0x7f) || c == '\n'
                                                ? String.valueOf((char) c)
                                                : c == '\r' ? "" : String.format("\\x%02x", c)));
        return bytes.length > 2_000
                ? shown.append("… (").append(bytes.length).append(" bytes)").toString()
                : shown.toString();
    }
}
