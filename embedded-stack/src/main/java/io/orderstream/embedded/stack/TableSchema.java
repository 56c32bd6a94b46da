package io.orderstream.embedded.stack;

import io.orderstream.embedded.template.Resource;
import io.orderstream.embedded.template.Value;
import java.util.List;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;

/**
 * Converts the template's table into a request that creates it. The request leaves out encryption,
 * backups and deletion protection.
 */
final class TableSchema {

    private TableSchema() {}

    /** The request for an {@code AWS::DynamoDB::Table}, which must have on-demand capacity. */
    static CreateTableRequest request(Resource table) {
        List<AttributeDefinition> attributes =
                table.get("AttributeDefinitions").list().stream()
                        .map(
                                attribute ->
                                        AttributeDefinition.builder()
                                                .attributeName(
                                                        attribute.get("AttributeName").text())
                                                .attributeType(
                                                        attribute.get("AttributeType").text())
                                                .build())
                        .toList();
        Value billing = table.get("BillingMode");
        if (!billing.text().equals(BillingMode.PAY_PER_REQUEST.toString())) {
            throw billing.wrong(BillingMode.PAY_PER_REQUEST.toString());
        }
        CreateTableRequest.Builder request =
                CreateTableRequest.builder()
                        .tableName(table.ref())
                        .attributeDefinitions(attributes)
                        .keySchema(keys(table.get("KeySchema")))
                        .billingMode(BillingMode.PAY_PER_REQUEST);
        table.find("GlobalSecondaryIndexes")
                .ifPresent(
                        indexes ->
                                request.globalSecondaryIndexes(
                                        indexes.list().stream().map(TableSchema::index).toList()));
        return request.build();
    }

    private static List<KeySchemaElement> keys(Value schema) {
        return schema.list().stream()
                .map(
                        key ->
                                KeySchemaElement.builder()
                                        .attributeName(key.get("AttributeName").text())
                                        .keyType(key.get("KeyType").text())
                                        .build())
                .toList();
    }

    private static GlobalSecondaryIndex index(Value index) {
        return GlobalSecondaryIndex.builder()
                .indexName(index.get("IndexName").text())
                .keySchema(keys(index.get("KeySchema")))
                .projection(
                        projection ->
                                projection.projectionType(
                                        index.get("Projection").get("ProjectionType").text()))
                .build();
    }
}
