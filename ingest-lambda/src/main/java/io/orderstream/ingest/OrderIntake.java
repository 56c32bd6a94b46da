package io.orderstream.ingest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orderstream.lambda.http.Answer;
import io.orderstream.lambda.http.Caller;
import io.orderstream.lambda.http.ProblemDocument;
import io.orderstream.lambda.http.RequestLog;
import io.orderstream.lambda.runtime.InvocationDeadline;
import io.orderstream.model.Order;
import io.orderstream.model.json.CompactJson;
import io.orderstream.model.wire.InvalidOrderException;
import io.orderstream.model.wire.ParsedOrder;
import io.orderstream.model.wire.Problem;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Puts posted orders onto the stream and makes the answers. An order is accepted only if the stream
 * has confirmed it. Otherwise the answer has the {@code orderdate} that the order got. If the
 * client posts the order again with this date, the order has the same id. So both posts are one
 * order, even if the stream already has the first one. An answer without dates, such as a 500 for a
 * batch, means that the stream has none of the orders.
 */
final class OrderIntake {

    private static final String RETRY_AFTER_SECONDS = "1";

    private final OrderParser parser;
    private final PersistentPut persistentPut;
    private final Clock clock;

    OrderIntake(OrderParser parser, PersistentPut persistentPut, Clock clock) {
        this.parser = parser;
        this.persistentPut = persistentPut;
        this.clock = clock;
    }

    /**
     * {@code POST /order}: 202, 400 or 403, or 503 or 500 if the stream did not confirm the order.
     */
    Answer one(byte[] body, Caller caller, InvocationDeadline time, RequestLog log) {
        Order order;
        try {
            order = parser.one(body, clock.instant());
        } catch (InvalidOrderException e) {
            return invalid("invalid-order", "The order is invalid", e.problems());
        }
        log.order(order.id());
        caller.requireToActFor(order.account());
        Optional<NotTakenException> failure = persistentPut.putOne(order, time).failure();
        if (failure.isPresent()) {
            log.error(failure.get());
            return notTaken(order, failure.get(), log);
        }
        return Answer.json(
                202,
                CompactJson.write(
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("orderid", order.id().value())
                                .put("accountid", order.account().value())
                                .put("vendorid", order.vendor().value())
                                .put("orderdate", order.orderDate().toString())
                                .put("status", "accepted")));
    }

    /**
     * The answer has the order's date, because the stream may have the order. With a new date, the
     * order would be another order.
     */
    private static Answer notTaken(Order order, NotTakenException failure, RequestLog log) {
        String advice =
                "post the order again with \"orderdate\": \""
                        + order.orderDate()
                        + "\", so that it stays the same order";
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
                        problem.with("orderid", order.id().value())
                                .with("orderdate", order.orderDate().toString()));
        return failure.isRetryable() ? answer.with("retry-after", RETRY_AFTER_SECONDS) : answer;
    }

    /**
     * {@code POST /orders}: 202 if all orders were accepted, 207 otherwise, 400 if the body is not
     * a batch.
     *
     * @throws NotTakenException if the stream has none of the orders, and a retry does not help;
     *     the answer is a 500
     */
    Answer batch(byte[] body, Caller caller, InvocationDeadline time, RequestLog log) {
        List<ParsedOrder> parsed;
        try {
            parsed = parser.batch(body, clock.instant());
        } catch (InvalidOrderException e) {
            return invalid("invalid-batch", "The batch is invalid", e.problems());
        }
        log.orders(parsed.size());
        PutOutcome outcome =
                persistentPut.putAll(
                        parsed.stream()
                                .flatMap(one -> one.order().stream())
                                .filter(order -> caller.mayActFor(order.account()))
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
            // With this date, the client can post a failed order again as the same order.
            result.put("orderid", order.id().value())
                    .put("orderdate", order.orderDate().toString());
            if (outcome.taken().contains(order.id())) {
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

    private static Problem ofAnotherAccount(int index, Order order) {
        return new Problem(
                "orders[" + index + "]",
                "an order of the token's own account",
                "one of \"" + order.account() + '"');
    }

    private static Answer invalid(String type, String title, List<Problem> problems) {
        return Answer.problem(ProblemDocument.invalid(type, title, problems));
    }
}
