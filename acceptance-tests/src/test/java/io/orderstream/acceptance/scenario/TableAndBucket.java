package io.orderstream.acceptance.scenario;

import io.orderstream.embedded.stack.EmbeddedStack;
import io.orderstream.embedded.start.Deadline;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.Select;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Reads the items of the table and the finished files of the bucket. */
final class TableAndBucket implements AutoCloseable {

    /** The folder of the archived orders. */
    static final String ARCHIVE = "invoices/";

    private static final int MAX_KEYS_OF_REQUEST = 100;

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
     * @param offset the byte of the file at which the line begins
     * @param text the line without its newline
     */
    record Line(String key, int offset, String text) {

        /** For a line in the archive: the folder of its slot, with a closing slash. */
        String slot() {
            String folder = key.substring(0, key.lastIndexOf('/'));
            return folder.substring(0, folder.lastIndexOf('/') + 1);
        }
    }

    Collection<Line> archive() {
        return lines(ARCHIVE);
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

    /** The lines of a file; empty if the file is not finished yet. */
    Optional<List<Line>> linesOfFile(String key) {
        try {
            ResponseBytes<GetObjectResponse> file =
                    s3.getObjectAsBytes(request -> request.bucket(bucketName).key(key));
            return Optional.of(
                    files.computeIfAbsent(
                            key + " " + file.response().eTag(),
                            any -> linesOf(key, file.asString(StandardCharsets.UTF_8))));
        } catch (NoSuchKeyException notFinished) {
            return Optional.empty();
        }
    }

    /** The lines of a file. Each line must end with a newline, also the last one. */
    static List<Line> linesOf(String key, String file) {
        if (!file.endsWith("\n")) {
            throw new AssertionError(key + " ends in the middle of a line: " + file);
        }
        List<Line> lines = new ArrayList<>();
        int offset = 0;
        for (String text : file.substring(0, file.length() - 1).split("\n", -1)) {
            lines.add(new Line(key, offset, text));
            offset += text.getBytes(StandardCharsets.UTF_8).length + 1;
        }
        return lines;
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

    /**
     * The folder that the item of each order names, by order id. Orders that the table does not
     * have are left out.
     */
    Map<String, String> foldersNamedBy(Collection<SentOrder> orders) {
        List<Map<String, AttributeValue>> keys =
                orders.stream().map(TableAndBucket::itemKey).toList();
        Map<String, String> folders = new HashMap<>();
        for (int from = 0; from < keys.size(); from += MAX_KEYS_OF_REQUEST) {
            int to = Math.min(keys.size(), from + MAX_KEYS_OF_REQUEST);
            KeysAndAttributes wanted =
                    KeysAndAttributes.builder()
                            .consistentRead(true)
                            // "archive" is a reserved word of DynamoDB.
                            .projectionExpression("orderid, #archive")
                            .expressionAttributeNames(Map.of("#archive", "archive"))
                            .keys(keys.subList(from, to))
                            .build();
            dynamoDb.batchGetItemPaginator(
                            request -> request.requestItems(Map.of(tableName, wanted)))
                    .forEach(
                            page ->
                                    page.responses()
                                            .getOrDefault(tableName, List.of())
                                            .forEach(
                                                    item ->
                                                            folders.put(
                                                                    item.get("orderid").s(),
                                                                    item.get("archive").s())));
        }
        return folders;
    }

    private static Map<String, AttributeValue> itemKey(SentOrder order) {
        return Map.of(
                "accountid",
                AttributeValue.fromS(order.account()),
                "vendorid_orderid",
                AttributeValue.fromS(order.vendor() + "#" + order.id()));
    }

    /**
     * Waits until the table has these orders.
     *
     * @param what the condition in words, for the message of a time-out
     */
    void awaitItems(String what, Deadline deadline, Collection<SentOrder> orders) {
        // The job never deletes an item, so an order that was found is not asked for again.
        List<SentOrder> missing = new ArrayList<>(orders);
        deadline.await(
                what,
                () -> {
                    Map<String, String> found = foldersNamedBy(missing);
                    missing.removeIf(order -> found.containsKey(order.id()));
                    return missing.isEmpty();
                });
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
