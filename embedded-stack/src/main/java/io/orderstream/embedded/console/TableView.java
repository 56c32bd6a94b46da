package io.orderstream.embedded.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orderstream.embedded.json.StackJson;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;

/** The items of the table, as DynamoDB has them. */
public final class TableView implements AutoCloseable {

    private static final int MAX_ITEMS = 25;
    private static final int MAX_CHARACTERS = 2_000;

    private final DynamoDbClient dynamoDb;
    private final String table;
    private final List<String> keys;

    /**
     * A view of this table. {@link #close} closes the client.
     *
     * @param keys the names of the partition key and the sort key; both are strings
     */
    public TableView(DynamoDbClient dynamoDb, String table, List<String> keys) {
        this.dynamoDb = dynamoDb;
        this.table = table;
        this.keys = List.copyOf(keys);
    }

    /**
     * A page of items: {@code {"items":[[{"name":"accountid","type":"S","value":"a1"}, …]],
     * "next":"…"}}. Long values are cut and have {@code "cut":true}. The last page has no {@code
     * next}.
     *
     * @param partition the partition key of the items; empty for all items
     * @param after the value of {@code next} of the previous page; empty for the first page
     */
    ObjectNode items(Optional<String> partition, Optional<String> after) {
        Optional<Map<String, AttributeValue>> start = after.map(this::key);
        List<Map<String, AttributeValue>> items;
        Map<String, AttributeValue> last;
        if (partition.isPresent()) {
            QueryResponse page =
                    dynamoDb.query(
                            request -> {
                                request.tableName(table)
                                        .limit(MAX_ITEMS)
                                        .scanIndexForward(false)
                                        .keyConditionExpression("#partition = :partition")
                                        .expressionAttributeNames(Map.of("#partition", keys.get(0)))
                                        .expressionAttributeValues(
                                                Map.of(
                                                        ":partition",
                                                        AttributeValue.fromS(partition.get())));
                                start.ifPresent(request::exclusiveStartKey);
                            });
            items = page.items();
            last = page.lastEvaluatedKey();
        } else {
            ScanResponse page =
                    dynamoDb.scan(
                            request -> {
                                request.tableName(table).limit(MAX_ITEMS);
                                start.ifPresent(request::exclusiveStartKey);
                            });
            items = page.items();
            last = page.lastEvaluatedKey();
        }
        ObjectNode json = StackJson.MAPPER.createObjectNode();
        ArrayNode list = json.putArray("items");
        items.forEach(item -> write(item, list.addArray()));
        if (!last.isEmpty()) {
            ObjectNode next = StackJson.MAPPER.createObjectNode();
            keys.forEach(key -> next.put(key, last.get(key).s()));
            json.put("next", next.toString());
        }
        return json;
    }

    private Map<String, AttributeValue> key(String after) {
        Map<String, AttributeValue> key = new LinkedHashMap<>();
        try {
            JsonNode json = StackJson.MAPPER.readTree(after);
            for (String name : keys) {
                if (!json.path(name).isTextual()) {
                    throw new BadQueryException(
                            "after: expected the value of next from an earlier answer");
                }
                key.put(name, AttributeValue.fromS(json.path(name).textValue()));
            }
            return key;
        } catch (JsonProcessingException e) {
            throw new BadQueryException("after: expected the value of next from an earlier answer");
        }
    }

    /** Writes the attributes: first the keys, and then the others, sorted by name. */
    private void write(Map<String, AttributeValue> item, ArrayNode json) {
        Comparator<String> keysFirst =
                Comparator.comparing(
                        name -> keys.contains(name) ? keys.indexOf(name) : keys.size());
        item.keySet().stream()
                .sorted(keysFirst.thenComparing(Comparator.naturalOrder()))
                .forEach(
                        name -> {
                            AttributeValue value = item.get(name);
                            String text = text(value);
                            String beginning = Excerpt.text(text, MAX_CHARACTERS);
                            ObjectNode attribute =
                                    json.addObject()
                                            .put("name", name)
                                            .put("type", value.type().toString())
                                            .put("value", beginning);
                            if (beginning.length() < text.length()) {
                                attribute.put("cut", true);
                            }
                        });
    }

    private static String text(AttributeValue value) {
        return switch (value.type()) {
            case S -> value.s();
            case N -> value.n();
            default -> value.toString();
        };
    }

    @Override
    public void close() {
        dynamoDb.close();
    }
}
