package io.orderstream.embedded.gateway;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request that the gateway received. The path is decoded, and header names are in lower case. The
 * headers include those that the gateway adds, such as {@code x-forwarded-for}.
 */
record HttpCall(
        String method,
        String path,
        String rawQuery,
        String protocol,
        String sourceIp,
        Map<String, List<String>> headers,
        Body body,
        String requestId,
        Instant time) {

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name)).map(values -> String.join(",", values));
    }

    /** The bytes of a body. Bodies are compared by identity. */
    static final class Body {
        static final Body NONE = new Body(new byte[0]);

        private final byte[] bytes;

        Body(byte[] bytes) {
            this.bytes = bytes;
        }

        static Body of(String text) {
            return new Body(text.getBytes(StandardCharsets.UTF_8));
        }

        byte[] bytes() {
            return bytes;
        }

        boolean isEmpty() {
            return bytes.length == 0;
        }
    }
}
