package io.orderstream.embedded.proxy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Random;

/**
 * Answers of success in which some of a batch was not done: what SDKs do not retry by themselves.
 */
public final class PartialFailures {

    private PartialFailures() {}

    /** DynamoDB writes about half of a BatchWriteItem's items, and hands back the others. */
    public static Fault unprocessedItems(Random random) {
        return exchange -> {
            Payload payload = Payload.of(exchange.request());
            JsonNode request = payload.read(exchange.request().body());
            ObjectNode left = ((ObjectNode) request).objectNode();
            request.path("RequestItems")
                    .properties()
                    .forEach(
                            table ->
                                    takeHalf((ArrayNode) table.getValue(), random)
                                            .forEach(left.withArray(table.getKey())::add));
            ObjectNode answer = forward(exchange, payload, request);
            if (exchange.status() == 200) {
                left.properties()
                        .forEach(
                                table ->
                                        answer.withObject("UnprocessedItems")
                                                .set(table.getKey(), table.getValue()));
            }
            exchange.answer(payload.answer(exchange.status(), answer));
        };
    }

    /** Kinesis takes about half of a PutRecords' records, and says so of each. */
    public static Fault refusedRecords(Random random) {
        return exchange -> {
            Payload payload = Payload.of(exchange.request());
            JsonNode request = payload.read(exchange.request().body());
            ArrayNode records = (ArrayNode) request.path("Records");
            ArrayNode taken = records.arrayNode();
            boolean[] refused = new boolean[records.size()];
            for (int i = 0; i < refused.length; i++) {
                // The last one of all is taken, so that there is something to forward.
                refused[i] = random.nextBoolean() && (i < refused.length - 1 || !taken.isEmpty());
                if (!refused[i]) {
                    taken.add(records.get(i));
                }
            }
            ((ObjectNode) request).set("Records", taken);
            ObjectNode answer = forward(exchange, payload, request);
            if (exchange.status() == 200) {
                merge(answer, refused);
            }
            exchange.answer(payload.answer(exchange.status(), answer));
        };
    }

    private static void merge(ObjectNode answer, boolean[] refused) {
        JsonNode taken = answer.path("Records");
        ArrayNode all = answer.arrayNode();
        int next = 0;
        int failed = 0;
        for (boolean isRefused : refused) {
            if (isRefused) {
                failed++;
                all.addObject()
                        .put("ErrorCode", "ProvisionedThroughputExceededException")
                        .put("ErrorMessage", "Rate exceeded for shard");
            } else {
                all.add(taken.get(next++));
            }
        }
        answer.set("Records", all);
        answer.put("FailedRecordCount", failed + answer.path("FailedRecordCount").asInt());
    }

    private static ObjectNode forward(Exchange exchange, Payload payload, JsonNode request)
            throws IOException {
        return (ObjectNode) payload.read(exchange.forward(payload.write(request)));
    }

    /** Takes some of the elements, never all of them. */
    private static ArrayNode takeHalf(ArrayNode from, Random random) {
        ArrayNode taken = from.arrayNode();
        for (int i = from.size() - 1; i >= 0 && from.size() > 1; i--) {
            if (random.nextBoolean()) {
                taken.add(from.remove(i));
            }
        }
        return taken;
    }
}
