package io.orderstream.ingest;

import io.orderstream.lambda.HttpEvent;
import io.orderstream.model.Problem;
import io.orderstream.model.ProblemDocument;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Takes the bytes of a body out of an event, as far as they may be a JSON document of ours. */
final class PostedBody {

    /** The largest body, in bytes. */
    static final int MAX_BYTES = 256 * 1024;

    private PostedBody() {}

    /**
     * The body's bytes; none at all for a missing body.
     *
     * @throws RefusedBodyException with the answer, for a body that need not be parsed
     */
    static byte[] of(HttpEvent event) throws RefusedBodyException {
        requireJson(event.headers());
        byte[] bytes = decode(event);
        if (bytes.length > MAX_BYTES) {
            throw new RefusedBodyException(
                    new ProblemDocument(
                            413,
                            "too-large",
                            "The body is too large",
                            "At most "
                                    + MAX_BYTES
                                    + " bytes, found "
                                    + bytes.length
                                    + "; post fewer orders at a time",
                            List.of()));
        }
        return bytes;
    }

    /** A missing type is accepted: the body says by itself whether it is JSON. */
    private static void requireJson(Map<String, String> headers) throws RefusedBodyException {
        Optional<String> type =
                headers.entrySet().stream()
                        .filter(header -> header.getKey().equalsIgnoreCase("content-type"))
                        .map(Map.Entry::getValue)
                        .findFirst();
        if (type.isPresent() && !isJson(type.get())) {
            throw new RefusedBodyException(
                    new ProblemDocument(
                            415,
                            "unsupported-type",
                            "The body has another type than JSON",
                            "Send content-type: application/json",
                            List.of(
                                    new Problem(
                                            "content-type",
                                            "application/json, or another type that ends in +json",
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

    private static byte[] decode(HttpEvent event) throws RefusedBodyException {
        if (!event.isBase64Encoded()) {
            return event.body().getBytes(StandardCharsets.UTF_8);
        }
        try {
            return Base64.getDecoder().decode(event.body());
        } catch (IllegalArgumentException e) {
            throw new RefusedBodyException(
                    new ProblemDocument(
                            400,
                            "invalid-body",
                            "The body cannot be decoded",
                            "The event says that the body is base64, and it is not",
                            List.of()));
        }
    }
}
