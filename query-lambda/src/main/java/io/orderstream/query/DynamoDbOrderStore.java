package io.orderstream.query;

import io.orderstream.model.AccountId;
import io.orderstream.model.OrderId;
import io.orderstream.model.OrderTable;
import io.orderstream.model.VendorId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/** DynamoDB. */
final class DynamoDbOrderStore implements OrderStore {

    private static final String SERVICE = "the order table";
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(8);

    private static final String PAIR =
            OrderTable.ACCOUNT_ID
                    + " = :account AND begins_with("
                    + OrderTable.VENDOR_ID_ORDER_ID
                    + ", :vendor)";
    private static final String ACCOUNT = OrderTable.ACCOUNT_ID + " = :account";
    private static final String ACCOUNT_AFTER =
            ACCOUNT + " AND " + OrderTable.VENDOR_ID_ORDER_ID + " > :after";

    private final DynamoDbClient dynamoDb;
    private final String tableName;
    private final Deadline deadline;

    DynamoDbOrderStore(DynamoDbClient dynamoDb, String tableName) {
        this(dynamoDb, tableName, Deadline.none());
    }

    private DynamoDbOrderStore(DynamoDbClient dynamoDb, String tableName, Deadline deadline) {
        this.dynamoDb = dynamoDb;
        this.tableName = tableName;
        this.deadline = deadline;
    }

    /** Region, credentials and endpoint come from Lambda's environment. */
    static DynamoDbOrderStore connect(String tableName) {
        return new DynamoDbOrderStore(
                builder()
                        .httpClientBuilder(
                                UrlConnectionHttpClient.builder()
                                        .connectionTimeout(CONNECT_TIMEOUT)
                                        .socketTimeout(READ_TIMEOUT))
                        .build(),
                tableName);
    }

    /** A client that lacks its HTTP client. */
    static DynamoDbClientBuilder builder() {
        return DynamoDbClient.builder();
    }

    @Override
    public OrderStore within(Deadline other) {
        return new DynamoDbOrderStore(dynamoDb, tableName, other);
    }

    @Override
    public Optional<StoredOrder> find(AccountId account, VendorId vendor, OrderId order) {
        Duration timeout = deadline.atMost(CALL_TIMEOUT);
        GetItemResponse response =
                AwsCall.to(
                        SERVICE,
                        () ->
                                dynamoDb.getItem(
                                        request ->
                                                request.tableName(tableName)
                                                        .key(key(account, vendor, order))
                                                        .overrideConfiguration(
                                                                call ->
                                                                        call.apiCallTimeout(
                                                                                timeout))));
        return response.hasItem()
                ? Optional.of(OrderItems.parse(response.item()))
                : Optional.empty();
    }

    @Override
    public Optional<VendorId> nextVendor(AccountId account, Optional<VendorId> after) {
        QueryRequest.Builder request =
                QueryRequest.builder()
                        .tableName(tableName)
                        .projectionExpression(OrderTable.VENDOR_ID)
                        .limit(1);
        if (after.isEmpty()) {
            request.keyConditionExpression(ACCOUNT)
                    .expressionAttributeValues(Map.of(":account", text(account.value())));
        } else {
            request.keyConditionExpression(ACCOUNT_AFTER)
                    .expressionAttributeValues(
                            Map.of(
                                    ":account", text(account.value()),
                                    ":after", text(OrderTable.afterLastSortKey(after.get()))));
        }
        return query(request).items().stream()
                .map(item -> VendorId.of(item.get(OrderTable.VENDOR_ID).s()))
                .findFirst();
    }

    @Override
    public Chunk newest(AccountId account, VendorId vendor, Optional<OrderId> below, int limit) {
        List<StoredOrder> orders = new ArrayList<>();
        // A start key need not exist: it is a position, and the query goes on after it.
        Optional<Map<String, AttributeValue>> start = below.map(id -> key(account, vendor, id));
        do {
            QueryRequest.Builder request =
                    QueryRequest.builder()
                            .tableName(tableName)
                            .keyConditionExpression(PAIR)
                            .expressionAttributeValues(
                                    Map.of(
                                            ":account", text(account.value()),
                                            ":vendor", text(OrderTable.sortKeyPrefix(vendor))))
                            .scanIndexForward(false)
                            .limit(limit);
            start.ifPresent(request::exclusiveStartKey);
            QueryResponse response = query(request);
            response.items().forEach(item -> orders.add(OrderItems.parse(item)));
            // One answer holds at most 1 MB. More at once could be more than the function's memory.
            start =
                    response.hasLastEvaluatedKey() && !response.lastEvaluatedKey().isEmpty()
                            ? Optional.of(response.lastEvaluatedKey())
                            : Optional.empty();
        } while (start.isPresent() && orders.isEmpty());
        return new Chunk(orders, start.isEmpty());
    }

    private QueryResponse query(QueryRequest.Builder request) {
        Duration timeout = deadline.atMost(CALL_TIMEOUT);
        request.overrideConfiguration(call -> call.apiCallTimeout(timeout));
        return AwsCall.to(SERVICE, () -> dynamoDb.query(request.build()));
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
