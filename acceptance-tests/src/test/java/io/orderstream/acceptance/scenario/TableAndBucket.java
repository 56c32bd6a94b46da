package io.orderstream.acceptance.scenario;

import io.orderstream.embedded.stack.EmbeddedStack;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.Select;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Reads the items of the table and the finished files of the bucket. */
final class TableAndBucket implements AutoCloseable {

    private final String tableName;
    private final String bucketName;
    private final DynamoDbClient dynamoDb;
    private final S3Client s3;

    // The lines of each file, by key and entity tag, so that a file is read again if its content
    // changes.
    private final Map<String, List<Line>> files = new ConcurrentHashMap<>();

    TableAndBucket(EmbeddedStack stack) {
        this.tableName = stack.tableName();
        this.bucketName = stack.bucketName();
        this.dynamoDb = stack.services().dynamoDbClient();
        this.s3 = stack.services().s3Client();
    }

    /**
     * A line of a file.
     *
     * @param key the key of the file
     * @param text the line without its newline
     */
    record Line(String key, String text) {

        /** For a line in the archive: the folder of its slot, with a closing slash. */
        String slot() {
            String folder = key.substring(0, key.lastIndexOf('/'));
            return folder.substring(0, folder.lastIndexOf('/') + 1);
        }
    }

    Collection<Line> archive() {
        return lines("invoices/");
    }

    Collection<Line> archivedEvents() {
        return lines("events/");
    }

    Collection<Line> rejected() {
        return lines("rejected/");
    }

    private List<Line> lines(String prefix) {
        return objects(prefix)
                .filter(file -> file.key().endsWith(".jsonl"))
                .flatMap(
                        file ->
                                files
                                        .computeIfAbsent(
                                                file.key() + " " + file.eTag(),
                                                any -> read(file.key()))
                                        .stream())
                .toList();
    }

    private List<Line> read(String key) {
        return linesOf(
                key,
                s3.getObjectAsBytes(request -> request.bucket(bucketName).key(key))
                        .asString(StandardCharsets.UTF_8));
    }

    /** The lines of a file. Each line must end with a newline, also the last one. */
    static List<Line> linesOf(String key, String file) {
        if (!file.endsWith("\n")) {
            throw new AssertionError(key + " ends in the middle of a line: " + file);
        }
        return Stream.of(file.substring(0, file.length() - 1).split("\n", -1))
                .map(text -> new Line(key, text))
                .toList();
    }

    /** Every key of the bucket. */
    List<String> keys() {
        return objects("").map(S3Object::key).toList();
    }

    private Stream<S3Object> objects(String prefix) {
        return s3
                .listObjectsV2Paginator(request -> request.bucket(bucketName).prefix(prefix))
                .contents()
                .stream();
    }

    /** Every item of the table: orders and events. */
    List<Map<String, AttributeValue>> items() {
        return dynamoDb
                .scanPaginator(request -> request.tableName(tableName).consistentRead(true))
                .items()
                .stream()
                .toList();
    }

    /** The folder that an order's item names; empty if the table does not have the order. */
    Optional<String> archiveOf(SentOrder order) {
        Map<String, AttributeValue> item =
                dynamoDb.getItem(
                                request ->
                                        request.tableName(tableName)
                                                .consistentRead(true)
                                                .key(
                                                        Map.of(
                                                                "accountid",
                                                                AttributeValue.fromS(
                                                                        order.account()),
                                                                "vendorid_orderid",
                                                                AttributeValue.fromS(
                                                                        order.vendor()
                                                                                + "#"
                                                                                + order.id()))))
                        .item();
        return Optional.ofNullable(item.get("archive")).map(AttributeValue::s);
    }

    /** How many items the table has now. */
    int countOfItems() {
        return dynamoDb
                .scanPaginator(
                        request ->
                                request.tableName(tableName)
                                        .consistentRead(true)
                                        .select(Select.COUNT))
                .stream()
                .mapToInt(ScanResponse::count)
                .sum();
    }

    @Override
    public void close() {
        dynamoDb.close();
        s3.close();
    }
}
