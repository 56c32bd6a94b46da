package io.orderstream.query.orders;

import io.orderstream.lambda.runtime.AwsCall;
import io.orderstream.lambda.runtime.InvocationDeadline;
import io.orderstream.model.AccountId;
import io.orderstream.model.OrderId;
import io.orderstream.model.VendorId;
import io.orderstream.model.storage.OrderTable;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/** The orders in DynamoDB: reads the table and its index {@link OrderTable#BY_ACCOUNT}. */
public final class DynamoDbOrderStore implements OrderStore {

    private static final Duration READ_TIMEOUT = Duration.ofSeconds(3);

    private static final String OF_VENDOR =
            OrderTable.ACCOUNT_ID
                    + " = :account AND begins_with("
                    + OrderTable.VENDOR_ID_ORDER_ID
                    + ", :vendor)";
    private static final String OF_ACCOUNT = OrderTable.ACCOUNT_ID + " = :account";
    private static final String OF_ACCOUNT_BELOW_ORDER =
            OF_ACCOUNT + " AND " + OrderTable.ORDER_ID + " < :order";
    private static final String OF_ACCOUNT_WITH_ORDER =
            OF_ACCOUNT + " AND " + OrderTable.ORDER_ID + " = :order";

    private final DynamoDbClient dynamoDb;
    private final String tableName;
    private final AwsCall call;

    /** The table for one request. No call runs past the deadline. */
    public DynamoDbOrderStore(
            DynamoDbClient dynamoDb, String tableName, InvocationDeadline deadline) {
        this.dynamoDb = dynamoDb;
        this.tableName = tableName;
        this.call = new AwsCall("the order table", deadline);
    }

    /** Region, credentials and endpoint come from Lambda's environment. */
    public static Function<InvocationDeadline, OrderStore> connect(String tableName) {
        DynamoDbClient client =
                DynamoDbClient.builder().httpClientBuilder(AwsCall.http(READ_TIMEOUT)).build();
        return deadline -> new DynamoDbOrderStore(client, tableName, deadline);
    }

    @Override
    public Optional<StoredOrder> find(AccountId account, Optional<VendorId> vendor, OrderId order) {
        return vendor.isPresent()
                ? get(key(account, vendor.get(), order))
                : query(ofAccount(account, OF_ACCOUNT_WITH_ORDER, Optional.of(order)).limit(1))
                        .items()
                        .stream()
                        .map(OrderItems::parse)
                        .findFirst();
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

    @Override
    public Chunk newest(
            AccountId account, Optional<VendorId> vendor, Optional<OrderId> below, int limit) {
        QueryRequest.Builder request =
                (vendor.isPresent()
                                ? ofVendor(account, vendor.get(), below)
                                : ofAccount(
                                        account,
                                        below.isPresent() ? OF_ACCOUNT_BELOW_ORDER : OF_ACCOUNT,
                                        below))
                        .scanIndexForward(false)
                        .limit(limit);
        QueryResponse response = query(request);
        while (response.items().isEmpty() && isCutShort(response)) {
            response = query(request.exclusiveStartKey(response.lastEvaluatedKey()));
        }
        // DynamoDB returns at most 1 MB at once. More orders could exceed the function's memory.
        return new Chunk(
                response.items().stream().map(OrderItems::parse).toList(), !isCutShort(response));
    }

    private static boolean isCutShort(QueryResponse response) {
        return response.hasLastEvaluatedKey() && !response.lastEvaluatedKey().isEmpty();
    }

    private static QueryRequest.Builder ofVendor(
            AccountId account, VendorId vendor, Optional<OrderId> below) {
        return QueryRequest.builder()
                .keyConditionExpression(OF_VENDOR)
                .expressionAttributeValues(
                        Map.of(
                                ":account", text(account.value()),
                                ":vendor", text(OrderTable.sortKeyPrefix(vendor))))
                // The start key is only a position. An item with this key need not exist.
                .exclusiveStartKey(below.map(id -> key(account, vendor, id)).orElse(null));
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
