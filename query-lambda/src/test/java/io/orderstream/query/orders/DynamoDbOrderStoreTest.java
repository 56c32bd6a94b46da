package io.orderstream.query.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orderstream.lambda.fixture.SettableClock;
import io.orderstream.lambda.http.UnavailableException;
import io.orderstream.lambda.runtime.InvocationDeadline;
import io.orderstream.model.AccountId;
import io.orderstream.model.OrderId;
import io.orderstream.model.ReceivedEvent;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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
                .isEqualTo("accountid = :account AND begins_with(vendorid_orderid, :prefix)");
        assertThat(request.expressionAttributeValues())
                .isEqualTo(Map.of(":account", text("a1"), ":prefix", text("v1#")));
        assertThat(request.scanIndexForward()).isFalse();
        assertThat(request.limit()).isEqualTo(7);
        assertThat(request.hasExclusiveStartKey()).isFalse();
    }

    @Test
    void olderOrdersOfAVendorAreRead_withAStartKey() {
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
        assertThat(request.limit()).isEqualTo(7);
    }

    @Test
    void olderOrdersOfAnAccountAreRead_withAConditionAndWithoutAStartKey() {
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
        assertThat(request.filterExpression()).isEqualTo("attribute_exists(orderdate)");
        assertThat(request.limit()).isNull();
    }

    /** The filter may leave out all items of an answer. */
    @Test
    void anOrderOfAnyVendorIsFound_afterAnAnswerWithoutItems() {
        Map<String, AttributeValue> position = Map.of("accountid", text("a1"));
        dynamoDb.answers.add(QueryResponse.builder().lastEvaluatedKey(position).build());
        dynamoDb.answers.add(QueryResponse.builder().items(List.of(item(5))).build());

        assertThat(store.find(ACCOUNT, Optional.empty(), StoredOrders.id("v1", 5))).isPresent();
        assertThat(dynamoDb.requests.get(1).exclusiveStartKey()).isEqualTo(position);
    }

    @Test
    void aHistoryIsReadConsistently_withOneQuery() {
        StoredOrder order = StoredOrders.order("v1", 5);
        ReceivedEvent event = StoredEvents.cancelled(order, 1);
        dynamoDb.answers.add(
                QueryResponse.builder().items(List.of(item(5), StoredEvents.item(event))).build());

        assertThat(store.history(ACCOUNT, VENDOR, order.id()))
                .contains(new OrderHistory(order, List.of(event)));

        assertThat(dynamoDb.requests)
                .singleElement()
                .satisfies(
                        request -> {
                            assertThat(request.tableName()).isEqualTo("orders");
                            assertThat(request.indexName()).isNull();
                            assertThat(request.consistentRead()).isTrue();
                            assertThat(request.scanIndexForward()).isNull();
                            assertThat(request.limit()).isEqualTo(1_002);
                            assertThat(request.keyConditionExpression())
                                    .isEqualTo(
                                            "accountid = :account"
                                                    + " AND begins_with(vendorid_orderid, :prefix)");
                            assertThat(request.expressionAttributeValues())
                                    .containsEntry(":prefix", text("v1#" + order.id()));
                        });
    }

    /**
     * A history shows at most 1,000 events, and says whether there are more. Copies do not count.
     * So the store reads until it has 1,001 different events.
     */
    @Test
    void aHistoryIsReadUntilItHas1001DifferentEvents() {
        IndexedTable table = new IndexedTable();
        StoredOrder order = StoredOrders.order("v1", 5);
        table.put(StoredOrders.item(order));
        List<ReceivedEvent> events = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            ReceivedEvent event = StoredEvents.refunded(order, i, "0.001");
            events.add(event);
            table.put(StoredEvents.item(event));
            if (i < 500) {
                table.put(StoredEvents.item(StoredEvents.copy(event, 10_000 + i)));
                table.put(StoredEvents.item(StoredEvents.copy(event, -1 - i)));
            }
        }

        OrderHistory history =
                new DynamoDbOrderStore(table, "orders", Handlers.farDeadline())
                        .history(ACCOUNT, VENDOR, order.id())
                        .orElseThrow();

        assertThat(history.life().events())
                .extracting(decided -> decided.received().event())
                .hasSize(1_000)
                .hasSameElementsAs(
                        events.subList(0, 1_000).stream().map(ReceivedEvent::event).toList());
        assertThat(history.life().hasMoreEvents()).isTrue();
        assertThat(table.requests()).isEqualTo(2);
    }

    /**
     * The first answer has 1,002 items: the order, 1,000 different events, and a copy of one of
     * them.
     */
    @Test
    void aHistoryOf1001EventsSaysThatThereAreMore_evenIfTheFirstAnswerHas1000() {
        IndexedTable table = new IndexedTable();
        StoredOrder order = StoredOrders.order("v1", 5);
        table.put(StoredOrders.item(order));
        for (int i = 0; i <= 1_000; i++) {
            table.put(StoredEvents.item(StoredEvents.refunded(order, i, "0.001")));
        }
        ReceivedEvent first = StoredEvents.refunded(order, 0, "0.001");
        table.put(StoredEvents.item(StoredEvents.copy(first, -1)));

        OrderHistory history =
                new DynamoDbOrderStore(table, "orders", Handlers.farDeadline())
                        .history(ACCOUNT, VENDOR, order.id())
                        .orElseThrow();

        assertThat(history.life().hasMoreEvents()).isTrue();
        assertThat(table.requests()).isEqualTo(2);
    }

    @Test
    void aHistoryWithoutAnOrderIsEmpty_andReadOnce() {
        IndexedTable table = new IndexedTable();
        StoredOrder order = StoredOrders.order("v1", 5);
        for (int i = 0; i < 3_000; i++) {
            table.put(StoredEvents.item(StoredEvents.refunded(order, i, "1")));
        }

        assertThat(
                        new DynamoDbOrderStore(table, "orders", Handlers.farDeadline())
                                .history(ACCOUNT, VENDOR, order.id()))
                .isEmpty();
        assertThat(table.requests()).isEqualTo(1);
    }

    /**
     * The first read returns at most three items. If the latest order has two or more events, this
     * read does not reach the older order.
     */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 100})
    void theLatestOrderIsFound_howeverManyEventsItHas(int events) {
        IndexedTable table = new IndexedTable();
        StoredOrder order = StoredOrders.order("v1", 5);
        for (StoredOrder one : List.of(order, StoredOrders.order("v1", 4))) {
            table.put(StoredOrders.item(one));
        }
        for (int i = 0; i < events; i++) {
            table.put(StoredEvents.item(StoredEvents.refunded(order, i, "0.01")));
        }
        OrderStore latest = new DynamoDbOrderStore(table, "orders", Handlers.farDeadline());

        OrderHistory found =
                latest.newest(ACCOUNT, Optional.of(VENDOR), Optional.empty(), 1).orders().get(0);

        assertThat(found.stored()).isEqualTo(order);
        assertThat(found.life().version()).isEqualTo(events);
        assertThat(table.requests()).isLessThanOrEqualTo(2);
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
     * A chunk has one order, or the orders of one answer of DynamoDB, which has at most 1 MB. The
     * store does not collect orders of several answers: a thousand orders of 64 KiB do not fit into
     * a small heap. The events of the last order may continue in the next answer. So the last order
     * is left for the next chunk, unless it is the only one.
     */
    @Test
    void anAnswerThatIsCutShortBecomesAChunk_withoutItsLastOrder() {
        dynamoDb.answers.add(
                QueryResponse.builder()
                        .items(List.of(item(4), item(3), item(2)))
                        .lastEvaluatedKey(Map.of("accountid", text("a1")))
                        .build());

        OrderStore.Chunk chunk = store.newest(ACCOUNT, Optional.empty(), Optional.empty(), 5);

        assertThat(chunk.orders())
                .extracting(OrderHistory::id)
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
                .extracting(OrderHistory::id)
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
        assertThat(dynamoDb.timeouts).hasSize(4);
    }

    private static void assertAllUnavailable(OrderStore store) {
        OrderId order = StoredOrders.id("v1", 1);
        assertUnavailable(() -> store.find(ACCOUNT, Optional.of(VENDOR), order));
        assertUnavailable(() -> store.find(ACCOUNT, Optional.empty(), order));
        assertUnavailable(() -> store.history(ACCOUNT, VENDOR, order));
        assertUnavailable(() -> store.newest(ACCOUNT, Optional.empty(), Optional.empty(), 2));
    }

    private static void assertUnavailable(Runnable call) {
        assertThatThrownBy(call::run).isInstanceOf(UnavailableException.class);
    }

    @Test
    void aCallMayTakeEightSeconds_butNotMoreThanTheTimeThatIsLeft() {
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
