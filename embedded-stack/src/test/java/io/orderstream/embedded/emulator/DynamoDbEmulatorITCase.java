package io.orderstream.embedded.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orderstream.embedded.start.LoopbackPort;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** Tests the behaviour of the DynamoDB emulator that the stack and its tests rely on. */
class DynamoDbEmulatorITCase {

    @TempDir Path directory;

    private EmulatorProcess emulator;
    private DynamoDbClient client;

    @BeforeEach
    void start() {
        emulator = startEmulator(LoopbackPort.free("--dynamodb-port"));
        client = clientOf(Region.US_EAST_1, "local");
        client.createTable(orders());
    }

    @AfterEach
    void stop() {
        client.close();
        emulator.close();
    }

    @Test
    void givesBackTheItemThatWasPut() {
        Map<String, AttributeValue> item =
                Map.of(
                        "account", AttributeValue.fromS("a1"),
                        "vendor_order", AttributeValue.fromS("v1#o1"),
                        "total", AttributeValue.fromN("1234567890123456789012345678901234.5678"),
                        "details",
                                AttributeValue.fromM(
                                        Map.of("size", AttributeValue.fromS("Small \u0000 😀"))));

        client.putItem(put -> put.tableName("orders").item(item));

        assertThat(
                        client.getItem(
                                        get ->
                                                get.tableName("orders")
                                                        .key(
                                                                Map.of(
                                                                        "account",
                                                                        item.get("account"),
                                                                        "vendor_order",
                                                                        item.get("vendor_order"))))
                                .item())
                .isEqualTo(item);
    }

    @Test
    void pagesThroughTheIndexNewestFirst() {
        for (int i = 10; i < 20; i++) {
            put(item("a1", "v" + i % 3, "o" + i));
        }
        put(item("a1", "v9", "o12"));
        put(item("a2", "v1", "o13"));

        List<String> ids = new ArrayList<>();
        QueryRequest.Builder page =
                QueryRequest.builder()
                        .tableName("orders")
                        .indexName("ByAccount")
                        .keyConditionExpression("account = :account AND order_id < :order")
                        .expressionAttributeValues(
                                Map.of(
                                        ":account", AttributeValue.fromS("a1"),
                                        ":order", AttributeValue.fromS("o18")))
                        .scanIndexForward(false)
                        .limit(3);
        QueryResponse answer;
        do {
            answer = client.query(page.build());
            answer.items().forEach(item -> ids.add(item.get("order_id").s()));
            page.exclusiveStartKey(answer.lastEvaluatedKey());
        } while (!answer.lastEvaluatedKey().isEmpty());

        assertThat(ids)
                .containsExactly("o17", "o16", "o15", "o14", "o13", "o12", "o12", "o11", "o10");
    }

    @Test
    void writesAWholeBatch() {
        List<WriteRequest> batch = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            batch.add(write(item("a1", "v1", "o" + i)));
        }

        BatchWriteItemResponse answer =
                client.batchWriteItem(request -> request.requestItems(Map.of("orders", batch)));

        assertThat(answer.unprocessedItems()).isEmpty();
        assertThat(client.scan(scan -> scan.tableName("orders")).count()).isEqualTo(25);
    }

    /**
     * DynamoDB refuses a batch with equal keys. If the emulator accepted such a batch, the tests of
     * the whole stack would pass even if the job sent one.
     */
    @Test
    void refusesABatchWithEqualKeys() {
        List<WriteRequest> batch =
                List.of(write(item("a1", "v1", "o1")), write(item("a1", "v1", "o1")));

        assertThatThrownBy(
                        () ->
                                client.batchWriteItem(
                                        request -> request.requestItems(Map.of("orders", batch))))
                .isInstanceOf(DynamoDbException.class)
                .hasMessageStartingWith("Provided list of item keys contains duplicates");
    }

    @Test
    void showsTheSameTablesInEveryRegion_andForEveryAccessKey() {
        try (DynamoDbClient other = clientOf(Region.EU_CENTRAL_1, "somebody")) {
            assertThat(other.listTables().tableNames()).containsExactly("orders");
        }
    }

    @Test
    void startsEmptyOnTheSamePortAfterClose() {
        int port = emulator.endpoint().getPort();
        emulator.close();

        emulator = startEmulator(new LoopbackPort(port, "--dynamodb-port"));

        assertThat(client.listTables().tableNames()).isEmpty();
    }

    private EmulatorProcess startEmulator(LoopbackPort port) {
        return EmulatorProcess.start(
                Emulator.DYNAMODB,
                Path.of("target/emulators"),
                port,
                directory.resolve("dynamodb.log"));
    }

    private DynamoDbClient clientOf(Region region, String accessKey) {
        return DynamoDbClient.builder()
                .endpointOverride(emulator.endpoint())
                .region(region)
                .credentialsProvider(
                        StaticCredentialsProvider.create(
                                AwsBasicCredentials.create(accessKey, "secret")))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
    }

    private void put(Map<String, AttributeValue> item) {
        client.putItem(put -> put.tableName("orders").item(item));
    }

    private static WriteRequest write(Map<String, AttributeValue> item) {
        return WriteRequest.builder().putRequest(put -> put.item(item)).build();
    }

    private static Map<String, AttributeValue> item(String account, String vendor, String order) {
        return Map.of(
                "account", AttributeValue.fromS(account),
                "vendor_order", AttributeValue.fromS(vendor + "#" + order),
                "order_id", AttributeValue.fromS(order));
    }

    private static CreateTableRequest orders() {
        return CreateTableRequest.builder()
                .tableName("orders")
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .keySchema(key("account", KeyType.HASH), key("vendor_order", KeyType.RANGE))
                .globalSecondaryIndexes(
                        GlobalSecondaryIndex.builder()
                                .indexName("ByAccount")
                                .keySchema(
                                        key("account", KeyType.HASH),
                                        key("order_id", KeyType.RANGE))
                                .projection(
                                        projection -> projection.projectionType(ProjectionType.ALL))
                                .build())
                .attributeDefinitions(text("account"), text("vendor_order"), text("order_id"))
                .build();
    }

    private static KeySchemaElement key(String name, KeyType type) {
        return KeySchemaElement.builder().attributeName(name).keyType(type).build();
    }

    private static AttributeDefinition text(String name) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(ScalarAttributeType.S)
                .build();
    }
}
