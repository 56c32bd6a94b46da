package io.orderstream.acceptance.proxy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/**
 * Faults that let a part of a batch fail. The answer then has the status 200, so SDKs do not retry
 * the failed part.
 */
public final class PartialFailures {

    private static final Fault THROUGHPUT = Fault.refused(ServiceError.THROUGHPUT);

    private PartialFailures() {}

    /**
     * DynamoDB writes about half of the items of a BatchWriteItem, and returns the other items as
     * unprocessed. A request with a single item is refused as a whole, because DynamoDB refuses a
     * request if it can write none of the items. All items must be for the same table.
     */
    public static Fault unprocessedItems(Random random) {
        return exchange ->
                handBack(
                        exchange,
                        items ->
                                items.size() == 1
                                        ? new boolean[] {true}
                                        : some(items.size(), random));
    }

    /**
     * DynamoDB returns the items of this account as unprocessed, and writes the other items. It
     * refuses a BatchWriteItem that has only items of this account.
     */
    public static Fault unprocessedItemsOf(String account) {
        return exchange -> handBack(exchange, items -> itemsOf(account, items));
    }

    private static boolean[] itemsOf(String account, ArrayNode items) {
        boolean[] ofAccount = new boolean[items.size()];
        for (int i = 0; i < ofAccount.length; i++) {
            JsonNode item = items.path(i).path("PutRequest").path("Item");
            ofAccount[i] = item.path("accountid").path("S").asText().equals(account);
        }
        return ofAccount;
    }

    /**
     * Returns the chosen items as unprocessed, and writes the other items. Refuses the request if
     * all items are chosen.
     */
    private static void handBack(Exchange exchange, Function<ArrayNode, boolean[]> choice)
            throws IOException {
        BodyFormat payload = BodyFormat.of(exchange.request());
        JsonNode request = payload.read(exchange.request().body());
        Map.Entry<String, JsonNode> table =
                request.path("RequestItems").properties().iterator().next();
        ArrayNode items = (ArrayNode) table.getValue();
        boolean[] chosen = choice.apply(items);
        ObjectNode left = ((ObjectNode) request).objectNode();
        for (int i = items.size() - 1; i >= 0; i--) {
            if (chosen[i]) {
                left.withArray(table.getKey()).insert(0, items.remove(i));
            }
        }
        if (items.isEmpty()) {
            THROUGHPUT.happenTo(exchange);
            return;
        }
        ObjectNode answer = forward(exchange, payload, request);
        if (exchange.status() == 200) {
            // Replaces the emulator's list, which is empty: the emulator writes all items that it
            // gets.
            answer.set("UnprocessedItems", left);
        }
        exchange.answer(payload.answer(exchange.status(), answer));
    }

    /**
     * Kinesis takes about half of the records of a PutRecords, and returns an error for each of the
     * other records. It refuses a request with a single record.
     */
    public static Fault refusedRecords(Random random) {
        return exchange -> {
            BodyFormat payload = BodyFormat.of(exchange.request());
            JsonNode request = payload.read(exchange.request().body());
            ArrayNode records = (ArrayNode) request.path("Records");
            if (records.size() == 1) {
                THROUGHPUT.happenTo(exchange);
                return;
            }
            ArrayNode taken = records.arrayNode();
            boolean[] refused = some(records.size(), random);
            for (int i = 0; i < refused.length; i++) {
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

    private static ObjectNode forward(Exchange exchange, BodyFormat payload, JsonNode request)
            throws IOException {
        return (ObjectNode) payload.read(exchange.forward(payload.write(request)));
    }

    /** Chooses about half of two or more elements: at least one element, and never all. */
    private static boolean[] some(int of, Random random) {
        boolean[] some = new boolean[of];
        for (int i = 0; i < of; i++) {
            some[i] = random.nextBoolean();
        }
        int one = random.nextInt(of);
        some[one] = true;
        some[(one + 1 + random.nextInt(of - 1)) % of] = false;
        return some;
    }
}
