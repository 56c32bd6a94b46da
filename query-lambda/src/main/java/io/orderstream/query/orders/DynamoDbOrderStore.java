package io.orderstream.query.orders;

import io.orderstream.lambda.runtime.AwsCall;
import io.orderstream.lambda.runtime.InvocationDeadline;
import io.orderstream.model.AccountId;
import io.orderstream.model.EventId;
import io.orderstream.model.OrderId;
import io.orderstream.model.OrderLife;
import io.orderstream.model.ReceivedEvent;
import io.orderstream.model.VendorId;
import io.orderstream.model.storage.OrderTable;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/**
 * The orders and events in DynamoDB: reads the table and its index {@link OrderTable#BY_ACCOUNT}.
 */
public final class DynamoDbOrderStore implements OrderStore {

    private static final Duration READ_TIMEOUT = Duration.ofSeconds(3);

    private static final String OF_ACCOUNT = OrderTable.ACCOUNT_ID + " = :account";
    private static final String OF_ACCOUNT_BELOW_ORDER =
            OF_ACCOUNT + " AND " + OrderTable.ORDER_ID + " < :order";
    private static final String OF_ACCOUNT_WITH_ORDER =
            OF_ACCOUNT + " AND " + OrderTable.ORDER_ID + " = :order";
    private static final String OF_ACCOUNT_WITH_PREFIX =
            OF_ACCOUNT + " AND begins_with(" + OrderTable.VENDOR_ID_ORDER_ID + ", :prefix)";

    /** Orders have this attribute, and events do not. */
    private static final String IS_ORDER = "attribute_exists(" + OrderTable.ORDER_DATE + ")";

    /** The order, the maximum number of events, and one more event to tell if there are more. */
    private static final int ITEMS_OF_ONE_ORDER = 1 + OrderLife.MAX_EVENTS + 1;

    /** About as many events as fit into one answer of DynamoDB, which has at most 1 MB. */
    private static final int MAX_ITEMS = 2_500;

    private final DynamoDbClient dynamoDb;
    private final String tableName;
    private final AwsCall call;

    /** The table for one request. Each call is limited to the time that is left. */
    public DynamoDbOrderStore(
            DynamoDbClient dynamoDb, String tableName, InvocationDeadline deadline) {
        this.dynamoDb = dynamoDb;
        this.tableName = tableName;
        this.call = new AwsCall("the order table", deadline);
    }

    /**
     * Makes the client of the table. The returned function makes the store for one request, with
     * the request's deadline. Region, credentials and endpoint come from Lambda's environment.
     */
    public static Function<InvocationDeadline, OrderStore> connect(String tableName) {
        DynamoDbClient client =
                DynamoDbClient.builder().httpClientBuilder(AwsCall.http(READ_TIMEOUT)).build();
        return deadline -> new DynamoDbOrderStore(client, tableName, deadline);
    }

    @Override
    public Optional<StoredOrder> find(AccountId account, Optional<VendorId> vendor, OrderId order) {
        return vendor.isPresent()
                ? get(key(account, vendor.get(), order))
                : findInIndex(account, order);
    }

    private Optional<StoredOrder> get(Map<String, AttributeValue> key) {
        GetItemRequest.Builder request =
                GetItemRequest.builder().tableName(tableName).key(key).consistentRead(true);
        GetItemResponse response =
                call.make(
                        inTime -> dynamoDb.getItem(request.overrideConfiguration(inTime).build()));
        return response.hasItem()
                ? Optional.of(OrderItems.parse(response.item()))
                : Optional.empty();
    }

    /**
     * In the index, an order and its events have the same key, and no defined sequence. So a filter
     * finds the order.
     */
    private Optional<StoredOrder> findInIndex(AccountId account, OrderId order) {
        return queryUntilItems(
                        ofAccount(account, OF_ACCOUNT_WITH_ORDER, Optional.of(order))
                                .filterExpression(IS_ORDER))
                .items()
                .stream()
                .map(OrderItems::parse)
                .findFirst();
    }

    @Override
    public Optional<OrderHistory> history(AccountId account, VendorId vendor, OrderId order) {
        QueryRequest.Builder request =
                ofTable(account, OrderTable.sortKey(vendor, order))
                        .consistentRead(true)
                        .limit(ITEMS_OF_ONE_ORDER);
        Optional<StoredOrder> found = Optional.empty();
        Map<EventId, ReceivedEvent> events = new LinkedHashMap<>();
        boolean isIncomplete;
        do {
            QueryResponse response = queryUntilItems(request);
            for (Map<String, AttributeValue> item : response.items()) {
                if (OrderItems.isEvent(item)) {
                    ReceivedEvent event = OrderItems.parseEvent(item);
                    events.putIfAbsent(event.event().id(), event);
                } else {
                    found = Optional.of(OrderItems.parse(item));
                }
            }
            request.exclusiveStartKey(response.lastEvaluatedKey());
            isIncomplete = isCutShort(response) && events.size() <= OrderLife.MAX_EVENTS;
            // The order has the lowest sort key. So if the first answer does not have it, there is
            // no such order.
        } while (isIncomplete && found.isPresent());
        return found.map(stored -> new OrderHistory(stored, List.copyOf(events.values())));
    }

    @Override
    public Chunk newest(
            AccountId account, Optional<VendorId> vendor, Optional<OrderId> below, int wanted) {
        Optional<OrderId> position = below;
        // Enough for the wanted orders with one event each, and for one item of the next order.
        // That item shows that the last wanted order is complete.
        int limit = 2 * wanted + 1;
        while (true) {
            QueryResponse response =
                    queryUntilItems(
                            (vendor.isPresent()
                                            ? ofVendor(account, vendor.get(), position)
                                            : ofAccount(account, position))
                                    .scanIndexForward(false)
                                    .limit(limit));
            boolean isLast = !isCutShort(response);
            NavigableMap<OrderId, List<Map<String, AttributeValue>>> items =
                    byOrder(response.items());
            Optional<OrderId> incomplete = isLast ? Optional.empty() : Optional.of(items.lastKey());
            incomplete.ifPresent(items::remove);
            List<OrderHistory> orders =
                    items.values().stream()
                            .flatMap(ofOne -> OrderItems.history(ofOne).stream())
                            .toList();
            if (orders.isEmpty() && incomplete.isPresent()) {
                // The last order may have very many events. So it is read by itself, from its
                // beginning.
                orders = history(account, vendor, incomplete.get()).stream().toList();
            }
            // The chunk has one order, or the orders of one answer of DynamoDB, which has at most
            // 1 MB. The orders of several answers could exceed the function's memory.
            if (isLast || !orders.isEmpty()) {
                return new Chunk(orders, isLast);
            }
            // So far there were only events without an order. There may be many more, so the next
            // request has a higher limit.
            position = incomplete;
            limit = Math.min(4 * limit, MAX_ITEMS);
        }
    }

    private Optional<OrderHistory> history(
            AccountId account, Optional<VendorId> vendor, OrderId order) {
        return vendor.or(() -> findInIndex(account, order).map(StoredOrder::vendor))
                .flatMap(seller -> history(account, seller, order));
    }

    /** The items of each order, the newest order first. */
    private static NavigableMap<OrderId, List<Map<String, AttributeValue>>> byOrder(
            List<Map<String, AttributeValue>> items) {
        return items.stream()
                .collect(
                        Collectors.groupingBy(
                                OrderItems::orderId,
                                () -> new TreeMap<>(Comparator.reverseOrder()),
                                Collectors.toList()));
    }

    private static boolean isCutShort(QueryResponse response) {
        return response.hasLastEvaluatedKey() && !response.lastEvaluatedKey().isEmpty();
    }

    private static QueryRequest.Builder ofVendor(
            AccountId account, VendorId vendor, Optional<OrderId> below) {
        return ofTable(account, OrderTable.sortKeyPrefix(vendor))
                // The query goes down from the start key and skips that key. No item needs to have
                // that key. The events of the order with that key have higher keys, so the query
                // skips them, too.
                .exclusiveStartKey(below.map(id -> key(account, vendor, id)).orElse(null));
    }

    private static QueryRequest.Builder ofTable(AccountId account, String sortKeyPrefix) {
        return QueryRequest.builder()
                .keyConditionExpression(OF_ACCOUNT_WITH_PREFIX)
                .expressionAttributeValues(
                        Map.of(
                                ":account", text(account.value()),
                                ":prefix", text(sortKeyPrefix)));
    }

    private static QueryRequest.Builder ofAccount(AccountId account, Optional<OrderId> below) {
        return ofAccount(account, below.isPresent() ? OF_ACCOUNT_BELOW_ORDER : OF_ACCOUNT, below);
    }

    private static QueryRequest.Builder ofAccount(
            AccountId account, String condition, Optional<OrderId> order) {
        Map<String, AttributeValue> values = new HashMap<>();
        values.put(":account", text(account.value()));
        order.ifPresent(id -> values.put(":order", text(id.value())));
        return QueryRequest.builder()
                .indexName(OrderTable.BY_ACCOUNT)
                .keyConditionExpression(condition)
                .expressionAttributeValues(values);
    }

    /** The first answer that has items. If no answer has items, the last answer. */
    private QueryResponse queryUntilItems(QueryRequest.Builder request) {
        QueryResponse response = query(request);
        while (response.items().isEmpty() && isCutShort(response)) {
            response = query(request.exclusiveStartKey(response.lastEvaluatedKey()));
        }
        return response;
    }

    private QueryResponse query(QueryRequest.Builder request) {
        request.tableName(tableName);
        return call.make(inTime -> dynamoDb.query(request.overrideConfiguration(inTime).build()));
    }

    private static Map<String, AttributeValue> key(
            AccountId account, VendorId vendor, OrderId order) {
        return Map.of(
                OrderTable.ACCOUNT_ID, text(account.value()),
                OrderTable.VENDOR_ID_ORDER_ID, text(OrderTable.sortKey(vendor, order)));
    }

    private static AttributeValue text(String value) {
        return AttributeValue.fromS(value);
    }
}
