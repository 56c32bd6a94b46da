package io.orderstream.lambda.http;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An HTTP answer, independent of Lambda's format. Header names are in lower case.
 *
 * <pre>{@code
 * Answer.json(202, "{…}").with("cache-control", "no-store");
 * }</pre>
 */
public final class Answer {

    private final int status;
    private final Map<String, String> headers;
    private final String body;

    private Answer(int status, Map<String, String> headers, String body) {
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    /** A JSON answer. */
    public static Answer json(int status, String json) {
        return new Answer(status, Map.of("content-type", "application/json"), json);
    }

    /** An error answer, with the document's own status. */
    public static Answer problem(ProblemDocument problem) {
        return new Answer(
                problem.status(),
                Map.of("content-type", ProblemDocument.CONTENT_TYPE),
                problem.toJson());
    }

    /** 302: a redirect to this address. */
    public static Answer found(String location) {
        return new Answer(302, Map.of("location", location), "");
    }

    /** 204: an answer without a body. */
    static Answer noContent() {
        return new Answer(204, Map.of(), "");
    }

    /** The same answer with one more header. */
    public Answer with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Answer(status, Map.copyOf(more), body);
    }

    public int status() {
        return status;
    }

    public Map<String, String> headers() {
        return headers;
    }

    public String body() {
        return body;
    }

    /** Shows only the status, because an answer may contain orders or a presigned URL. */
    @Override
    public String toString() {
        return "Answer[" + status + "]";
    }
}
