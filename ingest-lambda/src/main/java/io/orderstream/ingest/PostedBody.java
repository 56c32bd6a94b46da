package io.orderstream.ingest;

import io.orderstream.lambda.http.HttpEvent;
import io.orderstream.lambda.http.ProblemDocument;
import io.orderstream.lambda.http.ProblemType;
import io.orderstream.lambda.http.RefusedException;
import io.orderstream.model.EventMember;
import io.orderstream.model.wire.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads the body of a request, and checks its content type and its size. */
enum PostedBody {
    /** The body of {@code POST /order}: at most 256 KiB. */
    ORDER(256 * 1024, "the details of an order have at most 64 KiB"),
    /**
     * The body of {@code POST /orders}: at most 4 MiB. API Gateway puts the body into Lambda's
     * event, either in base64 or as a JSON string. The event has at most 6 MB. In base64, a body of
     * 4 MiB always fits. As a JSON string, a body of 4 MiB fits if clearly less than half of its
     * characters have to be escaped. If the event is longer than 6 MB, API Gateway answers 413.
     */
    BATCH(4 * 1024 * 1024, "post fewer orders at a time"),
    /** The body of {@code POST /order/events}: at most 256 KiB. */
    EVENT(256 * 1024, "each text of an event has at most " + EventMember.MAX_TEXT_BYTES + " bytes");

    private final int maxBytes;
    private final String advice;

    PostedBody(int maxBytes, String advice) {
        this.maxBytes = maxBytes;
        this.advice = advice;
    }

    /**
     * The bytes of the body. Empty if there is no body.
     *
     * @throws RefusedException if the content type is not JSON, or the body is too large or not
     *     valid base64
     */
    byte[] bytes(HttpEvent event) {
        requireJson(event.header("content-type"));
        byte[] bytes = decode(event);
        if (bytes.length > maxBytes) {
            throw new RefusedException(
                    new ProblemDocument(
                            ProblemType.TOO_LARGE,
                            "At most "
                                    + maxBytes
                                    + " bytes, found "
                                    + bytes.length
                                    + "; "
                                    + advice));
        }
        return bytes;
    }

    /**
     * Refuses a content type that is not JSON. A missing type is accepted, since the parser checks
     * whether the body is JSON.
     */
    private static void requireJson(Optional<String> type) {
        if (type.isPresent() && !isJson(type.get())) {
            throw new RefusedException(
                    new ProblemDocument(
                            ProblemType.UNSUPPORTED_TYPE,
                            "Send content-type: application/json",
                            List.of(
                                    new Problem(
                                            "content-type",
                                            "application/json or application/...+json",
                                            '"' + type.get() + '"'))));
        }
    }

    private static boolean isJson(String contentType) {
        int parameters = contentType.indexOf(';');
        String type =
                (parameters < 0 ? contentType : contentType.substring(0, parameters))
                        .strip()
                        .toLowerCase(Locale.ROOT);
        return type.equals("application/json")
                || (type.startsWith("application/") && type.endsWith("+json"));
    }

    private static byte[] decode(HttpEvent event) {
        if (!event.isBase64Encoded()) {
            return event.body().getBytes(StandardCharsets.UTF_8);
        }
        try {
            return Base64.getDecoder().decode(event.body());
        } catch (IllegalArgumentException e) {
            throw new RefusedException(
                    new ProblemDocument(
                            ProblemType.INVALID_BODY,
                            "The event says that the body is base64, and it is not"));
        }
    }
}
