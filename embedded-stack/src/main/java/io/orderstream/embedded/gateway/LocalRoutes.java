package io.orderstream.embedded.gateway;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Routes for GET and HEAD, in addition to those of the template. Local routes exist only on this
 * machine. They need no token. Programs on this machine and the gateway's own page can use them;
 * pages of other origins cannot, except for links to the console.
 */
public interface LocalRoutes {

    /**
     * The route with this path; empty if the template's routes should answer.
     *
     * @param path decoded, and without the query
     */
    Optional<Route> find(String path);

    /** These routes together with {@code others}. If both have a path, this object answers it. */
    default LocalRoutes or(LocalRoutes others) {
        LocalRoutes first = this;
        return new LocalRoutes() {
            @Override
            public Optional<Route> find(String path) {
                return first.find(path).or(() -> others.find(path));
            }

            @Override
            public void answered(
                    String method, String path, int status, byte[] body, Duration took) {
                first.answered(method, path, status, body, took);
                others.answered(method, path, status, body, took);
            }
        };
    }

    /**
     * Called with each answer of the template's API, before the answer is sent. It is not called if
     * the gateway refuses a request because of its caller or because its body is over 10 MiB. This
     * method must be fast, because the client waits for it.
     *
     * @param method the method of the request
     * @param path the path of the request, decoded
     * @param status the status of the answer
     * @param body the body of the answer
     * @param took how long the gateway and the function took
     */
    default void answered(String method, String path, int status, byte[] body, Duration took) {}

    /** Answers requests with one path. */
    @FunctionalInterface
    interface Route {

        /**
         * Answers a request. If this method throws an exception, the gateway logs it and answers
         * 500.
         *
         * @param query the decoded parameters; a parameter that is given twice has its first value
         */
        Answer get(Map<String, String> query);
    }

    /**
     * An answer to a local request.
     *
     * @param contentType the value of the header {@code content-type}
     */
    record Answer(int status, String contentType, String body) {}
}
