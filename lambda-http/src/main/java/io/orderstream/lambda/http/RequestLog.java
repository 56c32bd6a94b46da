package io.orderstream.lambda.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orderstream.model.EventId;
import io.orderstream.model.OrderId;
import io.orderstream.model.json.CompactJson;
import io.orderstream.model.wire.InvalidOrderException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * What is logged about one request: one JSON object on one line. The object has no field for the
 * content of an order or event, for a query string or for a presigned URL. So these stay out of the
 * log.
 *
 * <pre>{@code
 * {"timestamp":"2026-11-23T10:11:12.480Z","level":"INFO","requestid":"8f5c…","route":"POST /order",
 *  "status":202,"orderid":"01a2…","durationms":12}
 * }</pre>
 */
public final class RequestLog {

    private final Clock clock;
    private final Instant start;
    private final String requestId;
    private final String route;
    private Optional<String> orderId = Optional.empty();
    private Optional<String> eventId = Optional.empty();
    private Optional<Integer> orders = Optional.empty();
    private Optional<Integer> failed = Optional.empty();
    private Optional<String> refused = Optional.empty();
    private Optional<Throwable> error = Optional.empty();

    /**
     * Starts to measure the request's duration.
     *
     * @param requestId the invocation's id, as in the lines that Lambda itself logs
     * @param route the key of the route, such as {@code GET /order} or {@code $default}; empty if
     *     the invocation's JSON could not be read
     */
    public RequestLog(Clock clock, String requestId, String route) {
        this.clock = clock;
        this.start = clock.instant();
        this.requestId = requestId;
        this.route = route;
    }

    /** The invocation's id. */
    public String requestId() {
        return requestId;
    }

    /** The request is about this order. */
    public void order(OrderId id) {
        orderId = Optional.of(id.value());
    }

    /** The request is about this event. */
    public void event(EventId id) {
        eventId = Optional.of(id.value());
    }

    /** The number of orders in the request or, for {@code GET /orders}, in the answer. */
    public void orders(int count) {
        orders = Optional.of(count);
    }

    /** The number of orders that could not be handled, although the client did nothing wrong. */
    public void failed(int count) {
        failed = Optional.of(count);
    }

    /**
     * Why no caller could be determined: the API is set up wrongly. The text is for the operator.
     */
    public void refused(String why) {
        refused = Optional.of(why);
    }

    /** What went wrong, if the client did nothing wrong. It is logged with its stack trace. */
    public void error(Throwable thrown) {
        error = Optional.of(thrown);
    }

    /** The line, with its line end, as UTF-8. */
    public byte[] line(int status) {
        Instant end = clock.instant();
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put("timestamp", end.toString());
        line.put(
                "level",
                status >= 500
                        ? "ERROR"
                        : error.isPresent() || failed.isPresent() || refused.isPresent()
                                ? "WARN"
                                : "INFO");
        line.put("requestid", requestId);
        line.put("route", route);
        line.put("status", status);
        orderId.ifPresent(id -> line.put("orderid", id));
        eventId.ifPresent(id -> line.put("eventid", id));
        orders.ifPresent(count -> line.put("orders", count));
        failed.ifPresent(count -> line.put("failed", count));
        refused.ifPresent(why -> line.put("refused", why));
        line.put("durationms", Duration.between(start, end).toMillis());
        error.ifPresent(thrown -> line.put("error", stackTrace(thrown)));
        return (CompactJson.write(line) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static String stackTrace(Throwable thrown) {
        StringWriter text = new StringWriter();
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Printable.of(thrown, seen).printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    /**
     * A copy of an exception and its causes, to be printed. The copy has only messages of the SDK's
     * exceptions and of this project's own exception classes. Even from these, it leaves out the
     * messages of {@link InvalidOrderException} and those in which the SDK quotes an answer of a
     * service. The messages that are left out, such as those of a parser, may quote what the client
     * sent.
     */
    @SuppressWarnings("OverrideThrowableToString") // toString() shows the class of the original.
    private static final class Printable extends Exception {

        private final String text;

        private Printable(Throwable thrown, Set<Throwable> seen) {
            super(of(thrown.getCause(), seen));
            text = hasSafeMessage(thrown) ? thrown.toString() : thrown.getClass().getName();
            setStackTrace(thrown.getStackTrace());
            for (Throwable suppressed : thrown.getSuppressed()) {
                Printable copy = of(suppressed, seen);
                if (copy != null) {
                    addSuppressed(copy);
                }
            }
        }

        /**
         * The copy. Null if there is no exception, or if the exception was copied before, as in a
         * circle of causes.
         */
        static Printable of(Throwable thrown, Set<Throwable> seen) {
            return thrown == null || !seen.add(thrown) ? null : new Printable(thrown, seen);
        }

        private static boolean hasSafeMessage(Throwable thrown) {
            if (thrown instanceof SdkException) {
                // A message that begins like this quotes the SDK's parser, and the parser quotes an
                // answer of the service.
                return !String.valueOf(thrown.getMessage()).startsWith("Unable to unmarshall");
            }
            return thrown.getClass().getName().startsWith("io.orderstream.")
                    && !(thrown instanceof InvalidOrderException);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
