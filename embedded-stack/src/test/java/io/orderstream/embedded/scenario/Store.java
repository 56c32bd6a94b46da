package io.orderstream.embedded.scenario;

import io.orderstream.embedded.stack.EmbeddedStack;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Select;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Where orders end up: the table, and the files of the archive that readers can see. */
final class Store implements AutoCloseable {

    private final String tableName;
    private final String bucketName;
    private final DynamoDbClient dynamoDb;
    private final S3Client s3;

    // Files are never changed once they can be seen.
    private final Map<String, List<Line>> files = new ConcurrentHashMap<>();

    Store(EmbeddedStack stack) {
        this.tableName = stack.tableName();
        this.bucketName = stack.bucketName();
        this.dynamoDb = stack.services().dynamoDbClient();
        this.s3 = stack.services().s3Client();
    }

    /**
     * A line of a file.
     *
     * @param key the file's
     * @param text without the line's end
     */
    record Line(String key, String text) {}

    Collection<Line> archive() {
        return lines("invoices/");
    }

    Collection<Line> rejected() {
        return lines("rejected/");
    }

    private List<Line> lines(String prefix) {
        return keys(prefix).stream()
                .filter(key -> key.endsWith(".jsonl"))
                .flatMap(key -> files.computeIfAbsent(key, this::read).stream())
                .toList();
    }

    private List<Line> read(String key) {
        return s3.getObjectAsBytes(request -> request.bucket(bucketName).key(key))
                .asString(StandardCharsets.UTF_8)
                .lines()
                .map(text -> new Line(key, text))
                .toList();
    }

    /** Every key below a prefix. */
    List<String> keys(String prefix) {
        return s3
                .listObjectsV2Paginator(request -> request.bucket(bucketName).prefix(prefix))
                .contents()
                .stream()
                .map(S3Object::key)
                .toList();
    }

    /** Every item of the table, by its order's id. */
    Map<String, Map<String, AttributeValue>> items() {
        Map<String, Map<String, AttributeValue>> items = new HashMap<>();
        dynamoDb.scanPaginator(request -> request.tableName(tableName).consistentRead(true))
                .items()
                .forEach(item -> items.put(item.get("orderid").s(), item));
        return items;
    }

    int countOfItems() {
        return dynamoDb
                .scanPaginator(request -> request.tableName(tableName).select(Select.COUNT))
                .stream()
                .mapToInt(page -> page.count())
                .sum();
    }

    @Override
    public void close() {
        dynamoDb.close();
        s3.close();
    }
}
