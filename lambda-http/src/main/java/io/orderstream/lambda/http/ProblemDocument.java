package io.orderstream.lambda.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orderstream.model.json.CompactJson;
import io.orderstream.model.wire.Problem;
import io.orderstream.model.wire.Problems;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The body of an error answer: {@code application/problem+json} (RFC 9457).
 *
 * <pre>{@code
 * ProblemDocument.invalid(ProblemType.INVALID_ORDER, problems).toJson();
 * // {"type":"urn:orderstream:problem:invalid-order","title":"The order is invalid","status":400,
 * //  "detail":"1 problem found","problems":[{"path":"accountid","expected":"…","found":"nothing"}]}
 * }</pre>
 */
public final class ProblemDocument {

    public static final String CONTENT_TYPE = "application/problem+json";

    private final ProblemType type;
    private final String detail;
    private final List<Problem> problems;
    private final Map<String, String> members;

    /**
     * An error document without a list of problems.
     *
     * @param detail what happened in this case, and what to do
     */
    public ProblemDocument(ProblemType type, String detail) {
        this(type, detail, List.of());
    }

    /**
     * An error document.
     *
     * @param detail what happened in this case, and what to do
     * @param problems what is wrong with the input; may be empty
     */
    public ProblemDocument(ProblemType type, String detail, List<Problem> problems) {
        this(type, detail, problems, Map.of());
    }

    private ProblemDocument(
            ProblemType type, String detail, List<Problem> problems, Map<String, String> members) {
        this.type = type;
        this.detail = detail;
        this.problems = List.copyOf(problems);
        this.members = members;
    }

    /**
     * An error in the input. {@code detail} says how many problems were found, up to the limit of
     * {@link Problems}.
     *
     * @param problems as {@link Problems#listed()} returns them
     */
    public static ProblemDocument invalid(ProblemType type, List<Problem> problems) {
        return new ProblemDocument(type, found(problems.size()), problems);
    }

    private static String found(int listed) {
        if (listed > Problems.MOST) {
            return "More than " + Problems.MOST + " problems found";
        }
        return listed == 1 ? "1 problem found" : listed + " problems found";
    }

    /**
     * A 503: a call to a service behind the API was throttled, failed for the moment, or got no
     * answer. The client can retry.
     */
    public static ProblemDocument unavailable(String service, String advice) {
        return new ProblemDocument(
                ProblemType.UNAVAILABLE, "Did not get an answer from " + service + "; " + advice);
    }

    /**
     * A 500: an error that the client did not cause. The error is in the log and not in the answer.
     */
    public static ProblemDocument internalError(String detail) {
        return new ProblemDocument(ProblemType.INTERNAL_ERROR, detail);
    }

    /** The same document with one more member after {@code detail} (RFC 9457, section 3.2). */
    public ProblemDocument with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(members);
        more.put(name, value);
        return new ProblemDocument(type, detail, problems, more);
    }

    public int status() {
        return type.status();
    }

    /** The document as JSON. Without problems there is no member {@code problems}. */
    public String toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("type", type.uri());
        json.put("title", type.title());
        json.put("status", type.status());
        json.put("detail", detail);
        members.forEach(json::put);
        if (!problems.isEmpty()) {
            json.set("problems", Problem.toJson(problems));
        }
        return CompactJson.write(json);
    }
}
