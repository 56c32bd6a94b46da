package io.orderstream.embedded.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orderstream.embedded.json.StackJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/** The number of the API's answers and their answer times, for each second of the last minute. */
final class Traffic {

    /** A second is kept until it is older than this. The page shows the 60 seconds before now. */
    private static final int MAX_AGE_SECONDS = 61;

    /**
     * At most this many answer times are kept for one second, separately for POST and for the other
     * methods. If a second has more answers, its quantiles are those of its first answers.
     */
    private static final int MAX_ANSWER_TIMES = 1_000;

    /** The part of an answer that says that an order or event was accepted. */
    private static final String ACCEPTED = "\"status\":\"accepted\"";

    private final InstantSource clock;
    private final Deque<Second> seconds = new ArrayDeque<>();

    Traffic(InstantSource clock) {
        this.clock = clock;
    }

    /** Adds an answer of the API. */
    void add(String method, String path, int status, byte[] body, Duration took) {
        boolean isPost = method.equals("POST");
        int accepted = isPost && (status == 202 || status == 207) ? count(body) : 0;
        synchronized (this) {
            Second second = now();
            if (path.equals("/order/events")) {
                second.events += accepted;
            } else {
                second.orders += accepted;
            }
            (isPost ? second.post : second.get).add(status, took);
        }
    }

    private static int count(byte[] body) {
        // In this charset, every byte is a character, so no body is malformed.
        String text = new String(body, StandardCharsets.ISO_8859_1);
        int count = 0;
        for (int at = text.indexOf(ACCEPTED); at >= 0; at = text.indexOf(ACCEPTED, at + 1)) {
            count++;
        }
        return count;
    }

    private Second now() {
        long number = clock.instant().getEpochSecond();
        if (seconds.isEmpty() || seconds.getLast().number < number) {
            seconds.addLast(new Second(number));
        }
        forget(number);
        return seconds.getLast();
    }

    private void forget(long now) {
        while (!seconds.isEmpty() && seconds.getFirst().number < now - MAX_AGE_SECONDS) {
            seconds.removeFirst();
        }
    }

    /**
     * The seconds that had answers: {@code {"now":1764365112,"seconds":[{"second":1764365111,
     * "orders":1,"events":0,"post":{"count":1,"errors":0,"median":12.5,"p99":12.5},"get":{…}}]}}.
     * The member {@code get} is for all methods but POST. Times are in milliseconds. The list may
     * end with the current second, which is not over yet.
     */
    synchronized ObjectNode json() {
        ObjectNode json = StackJson.MAPPER.createObjectNode();
        long now = clock.instant().getEpochSecond();
        forget(now);
        ArrayNode list = json.put("now", now).putArray("seconds");
        for (Second second : seconds) {
            ObjectNode one = list.addObject();
            one.put("second", second.number);
            one.put("orders", second.orders);
            one.put("events", second.events);
            second.post.write(one.putObject("post"));
            second.get.write(one.putObject("get"));
        }
        return json;
    }

    private static final class Second {

        private final long number;
        private final Answers post = new Answers();
        private final Answers get = new Answers();
        private int orders;
        private int events;

        private Second(long number) {
            this.number = number;
        }
    }

    /** The answers of one second: those to POST, or those to all other methods. */
    private static final class Answers {

        private double[] millis = new double[4];
        private int count;
        private int errors;

        private void add(int status, Duration took) {
            if (count < MAX_ANSWER_TIMES) {
                if (count == millis.length) {
                    millis = Arrays.copyOf(millis, Math.min(2 * count, MAX_ANSWER_TIMES));
                }
                millis[count] = took.toNanos() / 1e6;
            }
            count++;
            if (status >= 500) {
                errors++;
            }
        }

        private void write(ObjectNode json) {
            json.put("count", count).put("errors", errors);
            if (count > 0) {
                double[] sorted = Arrays.copyOf(millis, Math.min(count, MAX_ANSWER_TIMES));
                Arrays.sort(sorted);
                json.put("median", quantile(sorted, 0.5)).put("p99", quantile(sorted, 0.99));
            }
        }

        /** The quantile by the nearest-rank method. */
        private static double quantile(double[] sorted, double part) {
            return sorted[(int) Math.ceil(part * sorted.length) - 1];
        }
    }
}
