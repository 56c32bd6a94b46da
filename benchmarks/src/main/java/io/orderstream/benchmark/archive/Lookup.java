package io.orderstream.benchmark.archive;

import java.util.Map;

/**
 * One {@code GET /invoice}.
 *
 * @param millis until its answer
 * @param requests to S3, by kind
 * @param bytes that S3 sent
 */
record Lookup(double millis, Map<String, Long> requests, long bytes) {

    long requestCount() {
        return requests.values().stream().mapToLong(Long::longValue).sum();
    }
}
