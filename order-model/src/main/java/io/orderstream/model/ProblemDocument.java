package io.orderstream.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

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

    /**
     * An error document.
     *
     * @param status the HTTP status
     * @param type names the kind of error; the same title always goes with it
     * @param title the kind of error, in words
     * @param detail what happened this time, and what to do
     * @param problems what is wrong with the input; may be empty
     */
    public ProblemDocument(
            int status, String type, String title, String detail, List<Problem> problems) {
        this.status = status;
        this.type = type;
        this.title = title;
        this.detail = detail;
        this.problems = List.copyOf(problems);
    }

    /** A 400 with these problems; {@code detail} says how many of them are listed. */
    public static ProblemDocument invalid(String type, String title, List<Problem> problems) {
        return new ProblemDocument(
                400,
                type,
                title,
                problems.size() == 1 ? "1 problem found" : problems.size() + " problems found",
                problems);
    }

    public int status() {
        return status;
    }

    /** The document as JSON; {@code problems} is left out when there are none. */
    public String toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("type", TYPE_PREFIX + type);
        json.put("title", title);
        json.put("status", status);
        json.put("detail", detail);
        if (!problems.isEmpty()) {
            json.set("problems", toJson(problems));
        }
        return CompactJson.write(json);
    }

    /** Problems as they stand in an error document: an array of path, expected and found. */
    public static ArrayNode toJson(List<Problem> problems) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (Problem problem : problems) {
            array.addObject()
                    .put("path", problem.path())
                    .put("expected", problem.expected())
                    .put("found", problem.found());
        }
        return array;
    }
}
