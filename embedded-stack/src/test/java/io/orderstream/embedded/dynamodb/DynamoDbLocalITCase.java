package io.orderstream.embedded.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orderstream.embedded.start.LoopbackPort;
import io.orderstream.embedded.start.StartException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

class DynamoDbLocalITCase {

    private static final Path NATIVES = Path.of("target/native");
    private static final Map<String, AttributeValue> KEY =
            Map.of("account", AttributeValue.fromS("a1"), "order", AttributeValue.fromS("v1#o1"));

    @Test
    void givesBackTheItemThatWasPut() {
        try (DynamoDbLocal dynamoDb = start(LoopbackPort.free("--dynamodb-port"))) {
            dynamoDb.client().createTable(orders());
            Map<String, AttributeValue> item =
                    Map.of(
                            "account", AttributeValue.fromS("a1"),
                            "order", AttributeValue.fromS("v1#o1"),
                            "total", AttributeValue.fromN("9.05"),
                            "details",
                                    AttributeValue.fromM(
                                            Map.of("size", AttributeValue.fromS("Small"))));

            dynamoDb.client().putItem(put -> put.tableName("orders").item(item));

            assertThat(dynamoDb.client().getItem(get -> get.tableName("orders").key(KEY)).item())
                    .isEqualTo(item);
        }
    }

    @Test
    void showsTheSameTablesInEveryRegionAndToEveryKey() {
        try (DynamoDbLocal dynamoDb = start(LoopbackPort.free("--dynamodb-port"));
                DynamoDbClient other =
                        DynamoDbClient.builder()
                                .endpointOverride(dynamoDb.endpoint())
                                .region(Region.EU_CENTRAL_1)
                                .credentialsProvider(
                                        StaticCredentialsProvider.create(
                                                AwsBasicCredentials.create("somebody", "else")))
                                .httpClientBuilder(UrlConnectionHttpClient.builder())
                                .build()) {
            dynamoDb.client().createTable(orders());

            assertThat(other.listTables().tableNames()).containsExactly("orders");
        }
    }

    @Test
    void startsEmptyOnTheSamePortAfterClose() {
        int port;
        try (DynamoDbLocal first = start(LoopbackPort.free("--dynamodb-port"))) {
            port = first.endpoint().getPort();
            first.client().createTable(orders());
        }

        try (DynamoDbLocal second = start(new LoopbackPort(port, "--dynamodb-port"))) {
            assertThat(second.endpoint()).hasToString("http://127.0.0.1:" + port);
            assertThat(second.client().listTables().tableNames()).isEmpty();
        }
    }

    @Test
    void leavesNoThreadAfterClose() {
        try (DynamoDbLocal dynamoDb = start(LoopbackPort.free("--dynamodb-port"))) {
            dynamoDb.client().createTable(orders());
            assertThat(threads()).isNotEmpty();
        }

        assertThat(threads()).isEmpty();
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(
                        thread ->
                                thread.getThreadGroup() != null
                                        && thread.getThreadGroup()
                                                .getName()
                                                .equals("dynamodb-local"))
                .map(Thread::getName)
                .toList();
    }

    @Test
    void namesTheTakenPortAndTheFlag() throws Exception {
        try (ServerSocket other = new ServerSocket(0)) {
            LoopbackPort port = new LoopbackPort(other.getLocalPort(), "--dynamodb-port");

            assertThatThrownBy(() -> start(port))
                    .isInstanceOf(StartException.class)
                    .hasMessage(
                            "Port %d cannot be used (Address already in use). "
                                    + "Choose another with --dynamodb-port, or 0 for any free one.",
                            port.number());
        }
    }

    private static DynamoDbLocal start(LoopbackPort port) {
        return DynamoDbLocal.start(NATIVES, port);
    }

    private static CreateTableRequest orders() {
        return CreateTableRequest.builder()
                .tableName("orders")
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .keySchema(key("account", KeyType.HASH), key("order", KeyType.RANGE))
                .attributeDefinitions(text("account"), text("order"))
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
