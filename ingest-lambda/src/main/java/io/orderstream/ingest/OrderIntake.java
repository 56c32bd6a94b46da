package io.orderstream.ingest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orderstream.lambda.http.Answer;
import io.orderstream.lambda.http.Caller;
import io.orderstream.lambda.http.ProblemDocument;
import io.orderstream.lambda.http.ProblemType;
import io.orderstream.lambda.http.RequestLog;
import io.orderstream.lambda.runtime.InvocationDeadline;
import io.orderstream.model.IdempotencyKey;
import io.orderstream.model.Order;
import io.orderstream.model.OrderEvent;
import io.orderstream.model.json.CompactJson;
import io.orderstream.model.wire.InvalidOrderException;
import io.orderstream.model.wire.ParsedOrder;
import io.orderstream.model.wire.Problem;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Puts posted orders and events onto the stream and makes the answers. An order or event is
 * accepted only if the stream has confirmed it. Otherwise the client can post the order or event
 * again under the same id. To do so, the client sends the same idempotency key. If the first post
 * had no key, the client sends the {@code orderdate} or {@code eventdate} from the answer instead.
 * Then both posts are one order or event, even if the stream already has the first one. If an
 * answer of this function has no date, the stream has nothing of the request. Every 4xx, and the
 * 500 of a batch, is such an answer.
 */
final class OrderIntake {

    private static final String RETRY_AFTER_SECONDS = "1";

    private final OrderParser parser;
    private final PutRetries putRetries;
    private final Clock clock;

    OrderIntake(OrderParser parser, PutRetries putRetries, Clock clock) {
        this.parser = parser;
        this.putRetries = putRetries;
        this.clock = clock;
    }

    /**
     * {@code POST /order}. The answer is a 202, a 400 or a 403. If the stream did not confirm the
     * order, the answer is a 503 or a 500.
     *
     * @param key the value of the header {@code idempotency-key}
     */
    Answer order(
            byte[] body,
            Optional<String> key,
            Caller caller,
            InvocationDeadline time,
            RequestLog log) {
        Order order;
        try {
            order = parser.order(body, clock.instant(), key);
        } catch (InvalidOrderException e) {
            return invalid(ProblemType.INVALID_ORDER, e.problems());
        }
        log.order(order.id());
        return one(Posted.of(order), caller, time, log);
    }

    /**
     * {@code POST /order/events}. The answers are the same as for an order. This function does not
     * check that the event's order exists.
     *
     * @param key the value of the header {@code idempotency-key}
     */
    Answer event(
            byte[] body,
            Optional<String> key,
            Caller caller,
            InvocationDeadline time,
            RequestLog log) {
        OrderEvent event;
        try {
            event = parser.event(body, clock.instant(), key);
        } catch (InvalidOrderException e) {
            return invalid(ProblemType.INVALID_EVENT, e.problems());
        }
        log.order(event.orderId());
        log.event(event.id());
        return one(Posted.of(event), caller, time, log);
    }

    private Answer one(Posted posted, Caller caller, InvocationDeadline time, RequestLog log) {
        caller.requireToActFor(posted.account());
        Optional<NotTakenException> failure = putRetries.putOne(posted, time).failure();
        if (failure.isPresent()) {
            log.error(failure.get());
            return notTaken(posted, failure.get(), log);
        }
        return Answer.json(
                202,
                CompactJson.write(
                        JsonNodeFactory.instance
                                .objectNode()
                                .put(idName(posted), posted.id())
                                // For an order, this sets the same member again.
                                .put("orderid", posted.orderId().value())
                                .put("accountid", posted.account().value())
                                .put("vendorid", posted.vendor().value())
                                .put(dateName(posted), posted.date().toString())
                                .put("status", "accepted")));
    }

    /** {@code orderid} or {@code eventid}. */
    private static String idName(Posted posted) {
        return posted.kind() + "id";
    }

    /** {@code orderdate} or {@code eventdate}. */
    private static String dateName(Posted posted) {
        return posted.kind() + "date";
    }

    /**
     * The 503 or 500 for an order or event that the stream did not confirm. The answer has the
     * date, because the stream may have the order or event. If the client posted it again without
     * an idempotency key and with a new date, that would be another order or event.
     */
    private static Answer notTaken(Posted posted, NotTakenException failure, RequestLog log) {
        String advice =
                "post the %1$s again with %2$s, so that it stays the same %1$s"
                        .formatted(posted.kind(), whatKeepsTheId(posted));
        ProblemDocument problem =
                failure.isRetryable()
                        ? ProblemDocument.unavailable("the order stream", advice)
                        : ProblemDocument.internalError(
                                "The log has more about request "
                                        + log.requestId()
                                        + "; when the error is fixed, "
                                        + advice);
        Answer answer =
                Answer.problem(
                        problem.with(idName(posted), posted.id())
                                // For an order, this sets the same member again.
                                .with("orderid", posted.orderId().value())
                                .with(dateName(posted), posted.date().toString()));
        return failure.isRetryable() ? answer.with("retry-after", RETRY_AFTER_SECONDS) : answer;
    }

    /**
     * What the client must send again to get the same id. If the request had a key, the date alone
     * would give another id.
     */
    private static String whatKeepsTheId(Posted posted) {
        return posted.idempotencyKey().isPresent()
                ? "the same idempotency key"
                : "\"%s\": \"%s\"".formatted(dateName(posted), posted.date());
    }

    /**
     * {@code POST /orders}: 400 if the request is not a valid batch, 202 if all orders were
     * accepted, and 207 otherwise.
     *
     * @param key the value of the header {@code idempotency-key}. A batch with this header is
     *     refused, because its client would wrongly believe that the header makes a retry safe.
     * @throws NotTakenException if the stream has none of the orders, and a retry would not help;
     *     the answer is then a 500
     */
    Answer batch(
            byte[] body,
            Optional<String> key,
            Caller caller,
            InvocationDeadline time,
            RequestLog log) {
        if (key.isPresent()) {
            return invalidBatch(List.of(keyOfBatch(key.get())));
        }
        List<ParsedOrder> parsed;
        try {
            parsed = parser.batch(body, clock.instant());
        } catch (InvalidOrderException e) {
            return invalidBatch(e.problems());
        }
        log.orders(parsed.size());
        PutOutcome outcome =
                putRetries.putAll(
                        parsed.stream()
                                .flatMap(one -> one.order().stream())
                                .filter(order -> caller.mayActFor(order.account()))
                                .map(Posted::of)
                                .toList(),
                        time);
        if (outcome.failure().isPresent()) {
            if (outcome.noneTaken()) {
                throw outcome.failure().get();
            }
            log.error(outcome.failure().get());
        }
        ArrayNode results = JsonNodeFactory.instance.arrayNode();
        int accepted = 0;
        int failed = 0;
        for (int i = 0; i < parsed.size(); i++) {
            ObjectNode result = results.addObject().put("index", i);
            if (parsed.get(i).order().isEmpty()) {
                refuse(result, parsed.get(i).problems());
                continue;
            }
            Order order = parsed.get(i).order().get();
            if (!caller.mayActFor(order.account())) {
                refuse(result, List.of(ofAnotherAccount(i, order)));
                continue;
            }
            // A client can post a failed order again as the same order: with its idempotency key
            // or, if it had no key, with this date.
            result.put("orderid", order.id().value())
                    .put("orderdate", order.orderDate().toString());
            if (outcome.taken().contains(Posted.of(order))) {
                accepted++;
                result.put("status", "accepted");
            } else {
                failed++;
                result.put("status", "failed");
            }
        }
        Answer answer =
                Answer.json(
                        accepted == parsed.size() ? 202 : 207,
                        JsonNodeFactory.instance.objectNode().set("results", results).toString());
        if (failed == 0) {
            return answer;
        }
        log.failed(failed);
        return answer.with("retry-after", RETRY_AFTER_SECONDS);
    }

    private static void refuse(ObjectNode result, List<Problem> problems) {
        result.put("status", "refused").set("problems", Problem.toJson(problems));
    }

    private static Problem keyOfBatch(String key) {
        return new Problem(
                IdempotencyKey.HEADER,
                "no such header; each order of a batch has a key of its own, the member"
                        + " idempotencykey",
                key);
    }

    private static Problem ofAnotherAccount(int index, Order order) {
        return new Problem(
                "orders[" + index + "]",
                "an order of the token's own account",
                "one of \"" + order.account() + '"');
    }

    private static Answer invalidBatch(List<Problem> problems) {
        return invalid(ProblemType.INVALID_BATCH, problems);
    }

    private static Answer invalid(ProblemType type, List<Problem> problems) {
        return Answer.problem(ProblemDocument.invalid(type, problems));
    }
}
