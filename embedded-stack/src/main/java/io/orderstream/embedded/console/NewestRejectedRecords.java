package io.orderstream.embedded.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orderstream.embedded.json.StackJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Reads the newest rejected records from the files in the bucket. */
final class NewestRejectedRecords {

    private static final String REJECTED = "rejected/";
    private static final String FINISHED = ".jsonl";

    private static final int MAX_RECORDS = 50;

    /** At most this many files are read. */
    private static final int MAX_FILES = 50;

    /** At most this many hours are searched for files. */
    private static final int MAX_HOURS = 48;

    /**
     * At most this many bytes of a file are read: those at its end. By default, a stream accepts
     * records of up to 1 MiB, which are 1.4 MB in base64. So at least the last record of each file
     * is read.
     */
    private static final int FILE_BYTES = 2 * 1024 * 1024;

    /**
     * At most this many pages of the listing of an hour are read. The listing can be long, because
     * each subtask with rejected records writes a file at each checkpoint.
     */
    private static final int MAX_PAGES = 10;

    private final S3Client s3;
    private final String bucket;

    /** Reads this bucket. The caller closes the client. */
    NewestRejectedRecords(S3Client s3, String bucket) {
        this.s3 = s3;
        this.bucket = bucket;
    }

    /**
     * The newest rejected records, the newest first: {@code {"records":[{"id":"…",
     * "reason":"invalid","problems":[…],"shardid":"…","sequencenumber":"…","partitionkey":"…",
     * "receivedat":"…","bytes":412,"data":"eyJ…"}],"more":false}}. The member {@code data} has the
     * beginning of the record in base64. The member {@code more} says whether records were left
     * out. The records that were left out may be older or newer than those in the answer.
     */
    ObjectNode json() {
        List<ObjectNode> records = new ArrayList<>();
        List<String> hours = hoursFromTheNewest();
        boolean hasMore = hours.size() > MAX_HOURS;
        int files = 0;
        for (String hour : hours.subList(0, Math.min(hours.size(), MAX_HOURS))) {
            for (S3Object file : newestFiles(hour)) {
                if (records.size() >= MAX_RECORDS || files == MAX_FILES) {
                    return rejected(records, true);
                }
                hasMore |= addRecords(file, records);
                files++;
            }
        }
        return rejected(records, hasMore);
    }

    private static ObjectNode rejected(List<ObjectNode> records, boolean hasMore) {
        records.sort(
                Comparator.comparing((ObjectNode record) -> record.path("receivedat").asText())
                        .reversed());
        ObjectNode json = StackJson.MAPPER.createObjectNode();
        ArrayNode list = json.putArray("records");
        records.stream().limit(MAX_RECORDS).forEach(list::add);
        return json.put("more", hasMore || records.size() > MAX_RECORDS);
    }

    /**
     * The folders of the hours, such as {@code rejected/dt=2026-11-23/hh=10/}, the newest first. If
     * there are more than {@link #MAX_HOURS}, the oldest may be left out, but at least {@code
     * MAX_HOURS + 1} are returned. So the caller knows that there are more.
     */
    private List<String> hoursFromTheNewest() {
        List<String> hours = new ArrayList<>();
        for (String day : newestFolders(REJECTED)) {
            if (hours.size() <= MAX_HOURS) {
                hours.addAll(newestFolders(day));
            }
        }
        return hours;
    }

    private List<String> newestFolders(String prefix) {
        // S3 lists the oldest folders first, so all pages are read.
        return s3
                .listObjectsV2Paginator(
                        request -> request.bucket(bucket).prefix(prefix).delimiter("/"))
                .commonPrefixes()
                .stream()
                .map(CommonPrefix::prefix)
                .sorted(Comparator.reverseOrder())
                .toList();
    }

    private List<S3Object> newestFiles(String prefix) {
        return s3.listObjectsV2Paginator(request -> request.bucket(bucket).prefix(prefix)).stream()
                .limit(MAX_PAGES)
                .flatMap(page -> page.contents().stream())
                .filter(file -> file.key().endsWith(FINISHED))
                .sorted(Comparator.comparing(S3Object::lastModified).reversed())
                .toList();
    }

    /** Adds the records at the end of a file. Returns whether records of the file are left out. */
    private boolean addRecords(S3Object file, List<ObjectNode> records) {
        boolean isCut = file.size() > FILE_BYTES;
        List<String> lines = end(file).lines().toList();
        boolean isWhole = true;
        // If only the end of the file was read, the first line may be incomplete.
        for (int i = isCut ? 1 : 0; i < lines.size(); i++) {
            Optional<JsonNode> json = parse(lines.get(i));
            // Lines are numbered from the end of the file, because its beginning may be missing.
            int number = lines.size() - i;
            json.ifPresent(line -> records.add(record(file.key() + "#" + number, line)));
            isWhole &= json.isPresent();
        }
        return isCut || !isWhole;
    }

    private String end(S3Object file) {
        long from = Math.max(0, file.size() - FILE_BYTES);
        byte[] end =
                s3.getObjectAsBytes(
                                request ->
                                        request.bucket(bucket)
                                                .key(file.key())
                                                .range("bytes=" + from + "-"))
                        .asByteArrayUnsafe();
        return new String(end, StandardCharsets.UTF_8);
    }

    private static Optional<JsonNode> parse(String line) {
        try {
            return Optional.of(StackJson.MAPPER.readTree(line));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static ObjectNode record(String id, JsonNode line) {
        String data = line.path("data").asText();
        ObjectNode record = StackJson.MAPPER.createObjectNode().put("id", id);
        record.put("reason", line.path("reason").asText());
        record.set("problems", line.path("problems"));
        for (String name : List.of("shardid", "sequencenumber", "partitionkey", "receivedat")) {
            record.put(name, line.path(name).asText());
        }
        record.put("bytes", Excerpt.decodedLength(data));
        return record.put("data", Excerpt.base64(data));
    }
}
