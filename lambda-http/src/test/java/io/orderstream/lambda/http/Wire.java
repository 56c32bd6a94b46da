package io.orderstream.lambda.http;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Writes an answer as text, so that tests can compare it: status, headers and body. */
final class Wire {

    private Wire() {}

    static String of(Answer answer) {
        return of(answer.status(), answer.headers(), answer.body());
    }

    /**
     * An error answer as text.
     *
     * @param more names and values of further headers
     */
    static String problem(int status, String json, String... more) {
        Map<String, String> headers = new HashMap<>();
        headers.put("content-type", "application/problem+json");
        for (int i = 0; i < more.length; i += 2) {
            headers.put(more[i], more[i + 1]);
        }
        return of(status, headers, json);
    }

    private static String of(int status, Map<String, String> headers, String body) {
        return status + "\n" + new TreeMap<>(headers) + "\n" + body;
    }
}
