package io.orderstream.lambda.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orderstream.model.json.CompactJson;
import io.orderstream.model.wire.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The body of an error answer: {@code application/problem+json} (RFC 9457).
 *
 * <pre>{@code
 * new ProblemDocument(400, "invalid-order", "The order is invalid", "1 problem found", problems)
 *         .toJson();
 * // {"type":"urn:orderstream:problem:invalid-order","title":"The order is invalid","status":400,
 * //  "detail":"1 problem found","problems":[{"path":"accountid","expected":"…","found":"nothing"}]}
 * }</pre>
 */
public final class ProblemDocument {

    public static final String CONTENT_TYPE = "application/problem+json";

    private static final String TYPE_PREFIX = "urn:orderstream:problem:";

    private final int status;
    private final String type;
    private final String title;
    private final String detail;
    private final List<Problem> problems;
    private final Map<String, String> members;

    /**
     * An error document.
     *
     * @param status the HTTP status
     * @param type the kind of error; each type always has the same title
     * @param title the kind of error, in words
     * @param detail what happened in this case, and what to do
     * @param problems what is wrong with the input; may be empty
     */
    public ProblemDocument(
            int status, String type, String title, String detail, List<Problem> problems) {
        this(status, type, title, detail, problems, Map.of());
    }

    private ProblemDocument(
            int status,
            String type,
            String title,
            String detail,
            List<Problem> problems,
            Map<String, String> members) {
        this.status = status;
        this.type = type;
        this.title = title;
        this.detail = detail;
        this.problems = List.copyOf(problems);
        this.members = members;
    }

    /** A 400 with these problems. {@code detail} says how many are listed. */
    public static ProblemDocument invalid(String type, String title, List<Problem> problems) {
        return new ProblemDocument(
                400,
                type,
                title,
                problems.size() == 1 ? "1 problem found" : problems.size() + " problems found",
                problems);
    }

    /** A 503: a service behind the API did not answer, and the client can retry. */
    public static ProblemDocument unavailable(String service, String advice) {
        return new ProblemDocument(
                503,
                "unavailable",
                "Not available at the moment",
                "Did not get an answer from " + service + "; " + advice,
                List.of());
    }

    /**
     * A 500: an error that the client did not cause. The error is in the log and not in the answer.
     */
    public static ProblemDocument internalError(String detail) {
        return new ProblemDocument(
                500, "internal-error", "Something went wrong here", detail, List.of());
    }

    /** The same document with one more member after {@code detail} (RFC 9457, section 3.2). */
    public ProblemDocument with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(members);
        more.put(name, value);
        return new ProblemDocument(status, type, title, detail, problems, more);
    }

    public int status() {
        return status;
    }

    /** The document as JSON. Without problems there is no member {@code problems}. */
    public String toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("type", TYPE_PREFIX + type);
        json.put("title", title);
        json.put("status", status);
        json.put("detail", detail);
        members.forEach(json::put);
        if (!problems.isEmpty()) {
            json.set("problems", Problem.toJson(problems));
        }
        return CompactJson.write(json);
    }
}
