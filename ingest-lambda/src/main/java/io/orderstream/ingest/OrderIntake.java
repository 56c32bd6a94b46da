package io.orderstream.ingest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orderstream.model.CompactJson;
import io.orderstream.model.InvalidOrderException;
import io.orderstream.model.Order;
import io.orderstream.model.OrderCodec;
import io.orderstream.model.OrderId;
import io.orderstream.model.ParsedOrder;
import io.orderstream.model.Problem;
import io.orderstream.model.ProblemDocument;
import io.orderstream.model.api.Answer;
import io.orderstream.model.api.Caller;
import io.orderstream.model.api.RequestLog;
import io.orderstream.model.api.UnavailableException;
import java.time.Clock;
import java.util.List;
import java.util.Set;

/**
 * What becomes of posted orders. An order is called accepted only after the stream said that it
 * took it. If the stream's answer is lost, the order is reported as not accepted, with the {@code
 * orderdate} that it was stamped with: posted again with that, it gets the same id, and is one
 * order even if the stream had it.
 */
final class OrderIntake {

    private final OrderStream stream;
    private final PersistentPut persistentPut;
    private final Clock clock;

    OrderIntake(OrderStream stream, PersistentPut persistentPut, Clock clock) {
        this.stream = stream;
        this.persistentPut = persistentPut;
        this.clock = clock;
    }

    /** {@code POST /order}: 202, 400 or 403. */
    Answer one(byte[] body, Caller caller, RequestLog log) {
        Order order;
        try {
            order = OrderCodec.parsePosted(body, clock.instant());
        } catch (InvalidOrderException e) {
            return invalid("invalid-order", "The order is invalid", e.problems());
        }
        log.order(order.id());
        if (!caller.mayActFor(order.account())) {
            return Caller.forbidden();
        }
        try {
            stream.put(order);
        } catch (UnavailableException e) {
            // The stream may have it. Stamped with another time, it would be another order.
            throw e.withAdvice(
                    "post the order again with \"orderdate\": \""
                            + order.orderDate()
                            + "\", so that it stays the same order");
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

    /** {@code POST /orders}: 202 if all were accepted, 207 otherwise, 400 for no batch at all. */
    Answer batch(byte[] body, Caller caller, TimeLeft time, RequestLog log) {
        List<ParsedOrder> parsed;
        try {
            parsed = OrderCodec.parsePostedBatch(body, clock.instant());
        } catch (InvalidOrderException e) {
            return invalid("invalid-batch", "The batch is invalid", e.problems());
        }
        log.orders(parsed.size());
        Set<OrderId> taken =
                persistentPut.put(
                        parsed.stream()
                                .flatMap(one -> one.order().stream())
                                .filter(order -> caller.mayActFor(order.account()))
                                .toList(),
                        time,
                        log::error);
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
                refuse(result, List.of(notYours(i, order)));
                continue;
            }
            // The date, too: with it, an order that failed can be posted again as the same order.
            result.put("orderid", order.id().value())
                    .put("orderdate", order.orderDate().toString());
            if (taken.contains(order.id())) {
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
        return answer.with("retry-after", "1");
    }

    private static void refuse(ObjectNode result, List<Problem> problems) {
        result.put("status", "refused").set("problems", ProblemDocument.toJson(problems));
    }

    private static Problem notYours(int index, Order order) {
        return new Problem(
                "orders[" + index + "]",
                "an order of the token's own account",
                "one of \"" + order.account() + '"');
    }

    private static Answer invalid(String type, String title, List<Problem> problems) {
        return Answer.problem(ProblemDocument.invalid(type, title, problems));
    }
}
