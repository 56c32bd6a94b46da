package io.orderstream.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orderstream.model.AccountId;
import io.orderstream.model.VendorId;
import io.orderstream.model.api.UnavailableException;
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
    private final DynamoDbOrderStore store = new DynamoDbOrderStore(dynamoDb, "orders");

    @Test
    void aVendorsOrdersBeginWithItsIdAndTheSeparator() {
        dynamoDb.answers.add(QueryResponse.builder().build());

        assertThat(store.newest(ACCOUNT, VENDOR, Optional.empty(), 3))
                .isEqualTo(new OrderStore.Chunk(List.of(), true));

        QueryRequest request = dynamoDb.requests.get(0);
        assertThat(request.tableName()).isEqualTo("orders");
        assertThat(request.keyConditionExpression())
                .isEqualTo("accountid = :account AND begins_with(vendorid_orderid, :vendor)");
        assertThat(request.expressionAttributeValues())
                .isEqualTo(Map.of(":account", text("a1"), ":vendor", text("v1#")));
        assertThat(request.scanIndexForward()).isFalse();
        assertThat(request.limit()).isEqualTo(3);
        assertThat(request.hasExclusiveStartKey()).isFalse();
    }

    @Test
    void itStartsBelowAnOrder_whetherItExistsOrNot() {
        dynamoDb.answers.add(QueryResponse.builder().build());

        store.newest(ACCOUNT, VENDOR, Optional.of(StoredOrders.id("v9", 5)), 3);

        assertThat(dynamoDb.requests.get(0).exclusiveStartKey())
                .isEqualTo(
                        Map.of(
                                "accountid",
                                text("a1"),
                                "vendorid_orderid",
                                text("v1#" + StoredOrders.id("v9", 5))));
    }

    /** One answer has up to 1 MB; a thousand orders of 64 KiB are more than a small heap. */
    @Test
    void anAnswerThatWasCutShortIsAChunk() {
        dynamoDb.answers.add(
                QueryResponse.builder()
                        .items(List.of(item(4), item(3)))
                        .lastEvaluatedKey(Map.of("accountid", text("a1")))
                        .build());

        OrderStore.Chunk chunk = store.newest(ACCOUNT, VENDOR, Optional.empty(), 5);

        assertThat(chunk.orders())
                .extracting(StoredOrder::id)
                .containsExactly(StoredOrders.id("v1", 4), StoredOrders.id("v1", 3));
        assertThat(chunk.isLast()).isFalse();
        assertThat(dynamoDb.requests).hasSize(1);
    }

    @Test
    void anEmptyAnswerThatIsNotTheLastIsContinued() {
        Map<String, AttributeValue> position = Map.of("accountid", text("a1"));
        dynamoDb.answers.add(QueryResponse.builder().lastEvaluatedKey(position).build());
        dynamoDb.answers.add(QueryResponse.builder().items(List.of(item(2))).build());

        OrderStore.Chunk chunk = store.newest(ACCOUNT, VENDOR, Optional.empty(), 5);

        assertThat(chunk.orders())
                .extracting(StoredOrder::id)
                .containsExactly(StoredOrders.id("v1", 2));
        assertThat(chunk.isLast()).isTrue();
        assertThat(dynamoDb.requests.get(1).exclusiveStartKey()).isEqualTo(position);
    }

    @Test
    void theNextVendorIsFoundBehindAllOrdersOfTheLast() {
        dynamoDb.answers.add(
                QueryResponse.builder().items(List.of(Map.of("vendorid", text("v1-x")))).build());

        assertThat(store.nextVendor(ACCOUNT, Optional.of(VENDOR))).contains(VendorId.of("v1-x"));

        assertThat(dynamoDb.requests.get(0).keyConditionExpression())
                .isEqualTo("accountid = :account AND vendorid_orderid > :after");
        assertThat(dynamoDb.requests.get(0).expressionAttributeValues())
                .isEqualTo(Map.of(":account", text("a1"), ":after", text("v1$")));
        assertThat(dynamoDb.requests.get(0).limit()).isEqualTo(1);
    }

    @Test
    void throttlingIsNoAbsence() {
        dynamoDb.failure =
                DynamoDbException.builder()
                        .statusCode(400)
                        .awsErrorDetails(
                                AwsErrorDetails.builder()
                                        .errorCode("ProvisionedThroughputExceededException")
                                        .build())
                        .build();

        assertThatThrownBy(() -> store.find(ACCOUNT, VENDOR, StoredOrders.id("v1", 1)))
                .isInstanceOf(UnavailableException.class);
        assertThatThrownBy(() -> store.nextVendor(ACCOUNT, Optional.empty()))
                .isInstanceOf(UnavailableException.class);
    }

    @Test
    void aCallMayTakeEightSeconds_orWhatIsLeftOfTheRequest() {
        SettableClock clock = new SettableClock();
        OrderStore inTime = store.within(Deadline.in(Duration.ofSeconds(10), clock));
        dynamoDb.answers.add(QueryResponse.builder().build());
        dynamoDb.answers.add(QueryResponse.builder().build());

        inTime.nextVendor(ACCOUNT, Optional.empty());
        clock.advance(Duration.ofSeconds(7));
        inTime.newest(ACCOUNT, VENDOR, Optional.empty(), 2);
        inTime.find(ACCOUNT, VENDOR, StoredOrders.id("v1", 1));

        assertThat(dynamoDb.timeouts)
                .containsExactly(
                        Duration.ofSeconds(8), Duration.ofSeconds(3), Duration.ofSeconds(3));
    }

    @Test
    void noCallIsMadeAfterTheDeadline() {
        SettableClock clock = new SettableClock();
        OrderStore late = store.within(Deadline.in(Duration.ZERO, clock));

        assertThatThrownBy(() -> late.nextVendor(ACCOUNT, Optional.empty()))
                .isInstanceOf(UnavailableException.class);
        assertThatThrownBy(() -> late.newest(ACCOUNT, VENDOR, Optional.empty(), 2))
                .isInstanceOf(UnavailableException.class);
        assertThatThrownBy(() -> late.find(ACCOUNT, VENDOR, StoredOrders.id("v1", 1)))
                .isInstanceOf(UnavailableException.class);
        assertThat(dynamoDb.timeouts).isEmpty();
    }

    private static Map<String, AttributeValue> item(int second) {
        return Map.ofEntries(
                Map.entry("accountid", text("a1")),
                Map.entry("vendorid", text("v1")),
                Map.entry("orderid", text(StoredOrders.id("v1", second).value())),
                Map.entry("orderdate", text("2026-11-23T10:11:12Z")),
                Map.entry("receivedat", text("2026-11-23T10:11:12.480Z")),
                Map.entry("unitprice", AttributeValue.fromN("4.5")),
                Map.entry("quantity", AttributeValue.fromN("2")),
                Map.entry("total", AttributeValue.fromN("9")),
                Map.entry("archive", text("invoices/dt=2026-11-23/hh=10/slot=07/")),
                Map.entry("details", text("{\"unitprice\":\"4.5\",\"quantity\":\"2\"}")));
    }

    private static AttributeValue text(String value) {
        return AttributeValue.fromS(value);
    }

    private static final class FakeDynamoDb implements DynamoDbClient {

        private final List<QueryRequest> requests = new ArrayList<>();
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
