package io.orderstream.lambda.http;

/**
 * The kinds of errors in the functions' answers. {@code docs/problems.md} has a section for each
 * kind. The heading of the section is the {@link #label}.
 *
 * <pre>{@code
 * ProblemType.NO_SUCH_ORDER.uri(); // urn:orderstream:problem:no-such-order
 * }</pre>
 */
public enum ProblemType {
    INVALID_ORDER(400, "invalid-order", "The order is invalid"),
    INVALID_BATCH(400, "invalid-batch", "The batch is invalid"),
    INVALID_EVENT(400, "invalid-event", "The event is invalid"),
    INVALID_BODY(400, "invalid-body", "The body cannot be decoded"),
    INVALID_QUERY(400, "invalid-query", "The query is invalid"),
    NOT_AUTHORIZED(403, "not-authorized", "Nobody has checked who sends this request"),
    FORBIDDEN(403, "forbidden", "Not your account"),
    NO_SUCH_ORDER(404, "no-such-order", "No such order is known"),
    NO_INVOICE_YET(404, "no-invoice-yet", "There is no invoice yet"),
    NO_CREDIT_NOTE(404, "no-credit-note", "There is no credit note"),
    NO_SUCH_ROUTE(404, "no-such-route", "There is nothing at this path"),
    METHOD_NOT_ALLOWED(405, "method-not-allowed", "This path has other methods"),
    TOO_LARGE(413, "too-large", "The body is too large"),
    UNSUPPORTED_TYPE(415, "unsupported-type", "The body has another type than JSON"),
    INTERNAL_ERROR(500, "internal-error", "Something went wrong here"),
    UNAVAILABLE(503, "unavailable", "Not available at the moment");

    private static final String URI_PREFIX = "urn:orderstream:problem:";

    private final int status;
    private final String label;
    private final String title;

    ProblemType(int status, String label, String title) {
        this.status = status;
        this.label = label;
        this.title = title;
    }

    /** The HTTP status of every answer of this type. */
    public int status() {
        return status;
    }

    /** The last part of the URI, such as {@code no-such-order}. */
    public String label() {
        return label;
    }

    /** The type in words. */
    public String title() {
        return title;
    }

    /**
     * The {@code type} of a problem document. Clients compare it, so it never changes. It is a name
     * and not a URL, because it must be the same in every stack, whatever the address of the stack
     * and of its documentation.
     */
    public String uri() {
        return URI_PREFIX + label;
    }
}
