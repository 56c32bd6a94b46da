package io.orderstream.embedded.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orderstream.embedded.json.StackJson;
import java.util.Optional;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;

/** The folders and files of the bucket. */
public final class ArchiveView implements AutoCloseable {

    private static final int MAX_FILES = 200;
    private static final int FILE_BYTES = 64 * 1024;

    private final S3Client s3;
    private final String bucket;

    /** A view of this bucket. {@link #close} closes the client. */
    public ArchiveView(S3Client s3, String bucket) {
        this.s3 = s3;
        this.bucket = bucket;
    }

    /**
     * A page of the folders and files directly below a prefix: {@code
     * {"folders":["invoices/dt=…/"], "files":[{"key":"…","bytes":412,"modifiedat":"…"}],
     * "next":"…"}}. The last page has no {@code next}.
     *
     * @param after the value of {@code next} of the previous page; empty for the first page
     */
    ObjectNode list(String prefix, Optional<String> after) {
        ListObjectsV2Response page =
                s3.listObjectsV2(
                        request -> {
                            request.bucket(bucket).prefix(prefix).delimiter("/").maxKeys(MAX_FILES);
                            after.ifPresent(request::continuationToken);
                        });
        ObjectNode json = StackJson.MAPPER.createObjectNode();
        ArrayNode folders = json.putArray("folders");
        page.commonPrefixes().forEach(folder -> folders.add(folder.prefix()));
        ArrayNode files = json.putArray("files");
        page.contents()
                .forEach(
                        file ->
                                files.addObject()
                                        .put("key", file.key())
                                        .put("bytes", file.size())
                                        .put("modifiedat", file.lastModified().toString()));
        if (page.nextContinuationToken() != null) {
            json.put("next", page.nextContinuationToken());
        }
        return json;
    }

    /**
     * The beginning of a file as text: {@code {"key":"…","bytes":412,"cut":false,"text":"…"}}.
     *
     * @throws software.amazon.awssdk.services.s3.model.S3Exception with status 404 if there is no
     *     such file
     */
    ObjectNode file(String key) {
        long bytes = s3.headObject(request -> request.bucket(bucket).key(key)).contentLength();
        byte[] beginning = bytes == 0 ? new byte[0] : read(key, FILE_BYTES);
        boolean isCut = beginning.length < bytes;
        return StackJson.MAPPER
                .createObjectNode()
                .put("key", key)
                .put("bytes", bytes)
                .put("cut", isCut)
                .put("text", Excerpt.text(beginning, isCut));
    }

    private byte[] read(String key, int bytes) {
        return s3.getObjectAsBytes(
                        request -> request.bucket(bucket).key(key).range("bytes=0-" + (bytes - 1)))
                .asByteArrayUnsafe();
    }

    /** A reader of the newest rejected records in the bucket. */
    NewestRejectedRecords rejectedRecords() {
        return new NewestRejectedRecords(s3, bucket);
    }

    @Override
    public void close() {
        s3.close();
    }
}
