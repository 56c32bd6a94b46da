package io.orderstream.query.orders;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/**
 * DynamoDB in memory: the table of orders and its index. It supports only the requests that the
 * query function sends. In the index, items with the same sort key are in an arbitrary sequence. If
 * a query stops at a limit, the answer has a {@code LastEvaluatedKey}, even if there are no more
 * items. DynamoDB does the same.
 */
public final class IndexedTable implements DynamoDbClient {

    private static final String TABLE_KEY = "vendorid_orderid";
    private static final String INDEX_KEY = "orderid";

    private final Map<String, NavigableMap<String, Map<String, AttributeValue>>> table =
            new HashMap<>();
    private final Map<String, NavigableMap<String, Map<String, AttributeValue>>> index =
            new HashMap<>();
    private final Random random;
    private final int mostItems;
    private int requests;

    /** A table whose queries return as many items as their limit allows. */
    public IndexedTable() {
        this(new Random(0), Integer.MAX_VALUE);
    }

    /**
     * A table whose queries may return fewer items than their limit. DynamoDB does the same when it
     * has read 1 MB.
     *
     * @param mostItems for each answer, the table draws a random limit from 1 to this number
     */
    public IndexedTable(Random random, int mostItems) {
        this.random = random;
        this.mostItems = mostItems;
    }

    public void put(Map<String, AttributeValue> item) {
        put(table, positionInTable(item), item);
        put(index, positionInIndex(item), item);
    }

    private static void put(
            Map<String, NavigableMap<String, Map<String, AttributeValue>>> to,
            String position,
            Map<String, AttributeValue> item) {
        to.computeIfAbsent(item.get("accountid").s(), account -> new TreeMap<>())
                .put(position, item);
    }

    private static String positionInTable(Map<String, AttributeValue> key) {
        return key.get(TABLE_KEY).s();
    }

    private static String positionInIndex(Map<String, AttributeValue> key) {
        String tableKey = key.get(TABLE_KEY).s();
        return key.get(INDEX_KEY).s()
                + new StringBuilder(tableKey).reverse().toString().hashCode()
                + tableKey;
    }

    /** The number of requests so far. */
    public int requests() {
        return requests;
    }

    @Override
    public GetItemResponse getItem(GetItemRequest request) {
        requests++;
        assertThat(request.consistentRead()).isTrue();
        Map<String, AttributeValue> item =
                table.getOrDefault(request.key().get("accountid").s(), new TreeMap<>())
                        .get(request.key().get(TABLE_KEY).s());
        return GetItemResponse.builder().item(item).build();
    }

    @Override
    public QueryResponse query(QueryRequest request) {
        requests++;
        boolean ofIndex = "ByAccount".equals(request.indexName());
        NavigableMap<String, Map<String, AttributeValue>> sorted =
                (ofIndex ? index : table)
                        .getOrDefault(
                                request.expressionAttributeValues().get(":account").s(),
                                new TreeMap<>());
        boolean isForward = !Boolean.FALSE.equals(request.scanIndexForward());
        if (isForward) {
            sorted = sorted.descendingMap();
        }
        if (request.hasExclusiveStartKey()) {
            // The start key of a query on the index also contains the key of the table.
            Map<String, AttributeValue> start = request.exclusiveStartKey();
            assertThat(start).hasSize(ofIndex ? 3 : 2);
            sorted =
                    sorted.headMap(
                            ofIndex ? positionInIndex(start) : positionInTable(start), false);
        }
        assertThat(Boolean.TRUE.equals(request.consistentRead())).isEqualTo(isForward && !ofIndex);
        int limit = request.limit() == null ? Integer.MAX_VALUE : request.limit();
        int most = Math.min(limit, 1 + random.nextInt(mostItems));
        int read = 0;
        List<Map<String, AttributeValue>> items = new ArrayList<>();
        for (Map<String, AttributeValue> item : sorted.descendingMap().values()) {
            if (meetsCondition(request, item)) {
                read++;
                if (meetsFilter(request, item)) {
                    items.add(item);
                }
            }
            if (read == most) {
                return QueryResponse.builder()
                        .items(items)
                        .lastEvaluatedKey(position(item, ofIndex))
                        .build();
            }
        }
        return QueryResponse.builder().items(items).build();
    }

    /** Whether the filter keeps the item. Items that it does not keep also count for the limit. */
    private static boolean meetsFilter(QueryRequest request, Map<String, AttributeValue> item) {
        if (request.filterExpression() == null) {
            return true;
        }
        assertThat(request.filterExpression()).isEqualTo("attribute_exists(orderdate)");
        return item.containsKey("orderdate");
    }

    private static boolean meetsCondition(QueryRequest request, Map<String, AttributeValue> item) {
        Map<String, AttributeValue> values = request.expressionAttributeValues();
        return switch (request.keyConditionExpression()) {
            case "accountid = :account" -> true;
            case "accountid = :account AND orderid < :order" ->
                    item.get("orderid").s().compareTo(values.get(":order").s()) < 0;
            case "accountid = :account AND orderid = :order" ->
                    item.get("orderid").equals(values.get(":order"));
            case "accountid = :account AND begins_with(vendorid_orderid, :prefix)" ->
                    item.get("vendorid_orderid").s().startsWith(values.get(":prefix").s());
            default -> throw new IllegalArgumentException(request.toString());
        };
    }

    private static Map<String, AttributeValue> position(
            Map<String, AttributeValue> item, boolean ofIndex) {
        Map<String, AttributeValue> position = new HashMap<>();
        position.put("accountid", item.get("accountid"));
        position.put(TABLE_KEY, item.get(TABLE_KEY));
        if (ofIndex) {
            position.put(INDEX_KEY, item.get(INDEX_KEY));
        }
        return position;
    }

    @Override
    public String serviceName() {
        return "dynamodb";
    }

    @Override
    public void close() {}
}
