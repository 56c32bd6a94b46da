package io.orderstream.query.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orderstream.lambda.fixture.SettableClock;
import io.orderstream.lambda.http.UnavailableException;
import io.orderstream.lambda.runtime.InvocationDeadline;
import io.orderstream.model.AccountId;
import io.orderstream.model.OrderId;
import io.orderstream.model.VendorId;
import io.orderstream.query.Handlers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

class DynamoDbOrderStoreTest {

    private static final AccountId ACCOUNT = AccountId.of("a1");
    private static final VendorId VENDOR = VendorId.of("v1");

    private final FakeDynamoDb dynamoDb = new FakeDynamoDb();
    private final OrderStore store = store(Handlers.farDeadline());

    private OrderStore store(InvocationDeadline deadline) {
        return new DynamoDbOrderStore(dynamoDb, "orders", deadline);
    }

    @Test
    void aVendorsOrdersAreReadFromTheTable_byThePrefixOfTheSortKey() {
        dynamoDb.answers.add(QueryResponse.builder().build());

        assertThat(store.newest(ACCOUNT, Optional.of(VENDOR), Optional.empty(), 3))
                .isEqualTo(new OrderStore.Chunk(List.of(), true));

        QueryRequest request = dynamoDb.requests.get(0);
        assertThat(request.tableName()).isEqualTo("orders");
        assertThat(request.indexName()).isNull();
        assertThat(request.keyConditionExpression())
                .isEqualTo("accountid = :account AND begins_with(vendorid_orderid, :vendor)");
        assertThat(request.expressionAttributeValues())
                .isEqualTo(Map.of(":account", text("a1"), ":vendor", text("v1#")));
        assertThat(request.scanIndexForward()).isFalse();
        assertThat(request.limit()).isEqualTo(3);
        assertThat(request.hasExclusiveStartKey()).isFalse();
    }

    @Test
    void aVendorsOrdersBelowAnOrderAreRead_withItsKeyAsStartKey() {
        dynamoDb.answers.add(QueryResponse.builder().build());

        store.newest(ACCOUNT, Optional.of(VENDOR), Optional.of(StoredOrders.id("v9", 5)), 3);

        assertThat(dynamoDb.requests.get(0).exclusiveStartKey())
                .isEqualTo(
                        Map.of(
                                "accountid",
                                text("a1"),
                                "vendorid_orderid",
                                text("v1#" + StoredOrders.id("v9", 5))));
    }

    @Test
    void anAccountsOrdersAreReadFromTheIndex() {
        dynamoDb.answers.add(QueryResponse.builder().build());

        store.newest(ACCOUNT, Optional.empty(), Optional.empty(), 3);

        QueryRequest request = dynamoDb.requests.get(0);
        assertThat(request.tableName()).isEqualTo("orders");
        assertThat(request.indexName()).isEqualTo("ByAccount");
        assertThat(request.keyConditionExpression()).isEqualTo("accountid = :account");
        assertThat(request.expressionAttributeValues()).isEqualTo(Map.of(":account", text("a1")));
        assertThat(request.scanIndexForward()).isFalse();
        assertThat(request.limit()).isEqualTo(3);
    }

    @Test
    void anAccountsOrdersBelowAnOrderAreRead_withAConditionAndWithoutAStartKey() {
        dynamoDb.answers.add(QueryResponse.builder().build());

        store.newest(ACCOUNT, Optional.empty(), Optional.of(StoredOrders.id("v9", 5)), 3);

        QueryRequest request = dynamoDb.requests.get(0);
        assertThat(request.keyConditionExpression())
                .isEqualTo("accountid = :account AND orderid < :order");
        assertThat(request.expressionAttributeValues())
                .isEqualTo(
                        Map.of(
                                ":account",
                                text("a1"),
                                ":order",
                                text(StoredOrders.id("v9", 5).value())));
        assertThat(request.hasExclusiveStartKey()).isFalse();
    }

    @Test
    void anOrderOfAnyVendorIsReadFromTheIndex() {
        dynamoDb.answers.add(QueryResponse.builder().items(List.of(item(5))).build());

        assertThat(store.find(ACCOUNT, Optional.empty(), StoredOrders.id("v1", 5)))
                .contains(StoredOrders.order("v1", 5));

        QueryRequest request = dynamoDb.requests.get(0);
        assertThat(request.indexName()).isEqualTo("ByAccount");
        assertThat(request.keyConditionExpression())
                .isEqualTo("accountid = :account AND orderid = :order");
        assertThat(request.limit()).isEqualTo(1);
    }

    @Test
    void anOrderOfAVendorIsReadConsistently() {
        assertThat(store.find(ACCOUNT, Optional.of(VENDOR), StoredOrders.id("v1", 5))).isEmpty();

        assertThat(dynamoDb.gets)
                .singleElement()
                .satisfies(
                        request -> {
                            assertThat(request.consistentRead()).isTrue();
                            assertThat(request.key())
                                    .isEqualTo(
                                            Map.of(
                                                    "accountid",
                                                    text("a1"),
                                                    "vendorid_orderid",
                                                    text("v1#" + StoredOrders.id("v1", 5))));
                        });
        assertThat(dynamoDb.requests).isEmpty();
    }

    /**
     * The store returns one answer of at most 1 MB. It does not collect several answers: a thousand
     * orders of 64 KiB do not fit into a small heap.
     */
    @Test
    void anAnswerThatIsCutShortBecomesAChunk() {
        dynamoDb.answers.add(
                QueryResponse.builder()
                        .items(List.of(item(4), item(3)))
                        .lastEvaluatedKey(Map.of("accountid", text("a1")))
                        .build());

        OrderStore.Chunk chunk = store.newest(ACCOUNT, Optional.empty(), Optional.empty(), 5);

        assertThat(chunk.orders())
                .extracting(StoredOrder::id)
                .containsExactly(StoredOrders.id("v1", 4), StoredOrders.id("v1", 3));
        assertThat(chunk.isLast()).isFalse();
        assertThat(dynamoDb.requests).hasSize(1);
    }

    @Test
    void anEmptyAnswerIsSkipped_whenItIsNotTheLast() {
        Map<String, AttributeValue> position = Map.of("accountid", text("a1"));
        dynamoDb.answers.add(QueryResponse.builder().lastEvaluatedKey(position).build());
        dynamoDb.answers.add(QueryResponse.builder().items(List.of(item(2))).build());

        OrderStore.Chunk chunk = store.newest(ACCOUNT, Optional.empty(), Optional.empty(), 5);

        assertThat(chunk.orders())
                .extracting(StoredOrder::id)
                .containsExactly(StoredOrders.id("v1", 2));
        assertThat(chunk.isLast()).isTrue();
        assertThat(dynamoDb.requests.get(1).exclusiveStartKey()).isEqualTo(position);
    }

    @Test
    void throttlingIsUnavailable_andNotAnEmptyResult() {
        dynamoDb.failure =
                DynamoDbException.builder()
                        .statusCode(400)
                        .awsErrorDetails(
                                AwsErrorDetails.builder()
                                        .errorCode("ProvisionedThroughputExceededException")
                                        .build())
                        .build();

        assertAllUnavailable(store);
        assertThat(dynamoDb.timeouts).hasSize(3);
    }

    private static void assertAllUnavailable(OrderStore store) {
        OrderId order = StoredOrders.id("v1", 1);
        assertUnavailable(() -> store.find(ACCOUNT, Optional.of(VENDOR), order));
        assertUnavailable(() -> store.find(ACCOUNT, Optional.empty(), order));
        assertUnavailable(() -> store.newest(ACCOUNT, Optional.empty(), Optional.empty(), 2));
    }

    private static void assertUnavailable(Runnable call) {
        assertThatThrownBy(call::run).isInstanceOf(UnavailableException.class);
    }

    @Test
    void aCallMayTakeEightSeconds_orTheTimeThatIsLeft() {
        SettableClock clock = new SettableClock();
        OrderStore inTime =
                store(InvocationDeadline.in(Duration.ofSeconds(10), clock, "the table"));
        dynamoDb.answers.add(QueryResponse.builder().build());
        dynamoDb.answers.add(QueryResponse.builder().build());
        OrderId order = StoredOrders.id("v1", 1);

        inTime.newest(ACCOUNT, Optional.empty(), Optional.empty(), 2);
        clock.advance(Duration.ofSeconds(7));
        inTime.find(ACCOUNT, Optional.empty(), order);
        inTime.find(ACCOUNT, Optional.of(VENDOR), order);

        assertThat(dynamoDb.timeouts)
                .containsExactly(
                        Duration.ofSeconds(8), Duration.ofSeconds(3), Duration.ofSeconds(3));
    }

    @Test
    void noCallIsMadeAfterTheDeadline() {
        assertAllUnavailable(
                store(InvocationDeadline.in(Duration.ZERO, new SettableClock(), "the table")));
        assertThat(dynamoDb.timeouts).isEmpty();
    }

    private static Map<String, AttributeValue> item(int second) {
        return StoredOrders.item(StoredOrders.order("v1", second));
    }

    private static AttributeValue text(String value) {
        return AttributeValue.fromS(value);
    }

    private static final class FakeDynamoDb implements DynamoDbClient {

        private final List<QueryRequest> requests = new ArrayList<>();
        private final List<GetItemRequest> gets = new ArrayList<>();
        private final Deque<QueryResponse> answers = new ArrayDeque<>();
        private final List<Duration> timeouts = new ArrayList<>();
        private RuntimeException failure;

        private void ask(DynamoDbRequest request) {
            timeouts.add(
                    request.overrideConfiguration()
                            .flatMap(AwsRequestOverrideConfiguration::apiCallTimeout)
                            .orElseThrow());
            if (failure != null) {
                throw failure;
            }
        }

        @Override
        public QueryResponse query(QueryRequest request) {
            requests.add(request);
            ask(request);
            return answers.remove();
        }

        @Override
        public GetItemResponse getItem(GetItemRequest request) {
            gets.add(request);
            ask(request);
            return GetItemResponse.builder().build();
        }

        @Override
        public String serviceName() {
            return "dynamodb";
        }

        @Override
        public void close() {}
    }
}
