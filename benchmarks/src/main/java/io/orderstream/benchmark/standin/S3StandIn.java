package io.orderstream.benchmark.standin;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.server.Request;

/**
 * A stand-in for S3 with one bucket. It accepts every write, but stores no content that a client
 * sends. Before {@link #serve} no object exists, and after it the given objects exist. If a client
 * then sends PutObject, that object exists, too, but it is empty. A multipart upload creates no
 * object, and a deletion removes none.
 */
public final class S3StandIn extends LatentServer {

    /** The operation that completes a multipart upload. On S3, it makes the object visible. */
    public static final String COMPLETE = "CompleteMultipartUpload";

    private static final byte[] NO_CONTENT = {};
    private static final Pattern RANGE = Pattern.compile("bytes=([0-9]+)-([0-9]+)");

    // The hyphen marks the ETag of a multipart upload, so clients do not compare it with an MD5.
    private static final Map<String, String> ETAG = Map.of("etag", "\"0-1\"");

    private final NavigableMap<String, byte[]> objects = new ConcurrentSkipListMap<>();
    private volatile boolean serves;

    /** Starts a stand-in that answers after this latency. */
    public S3StandIn(Duration latency) {
        super(latency);
    }

    /**
     * Starts a stand-in that answers after this latency, and then sends each answer's body with at
     * most this many bytes a second.
     */
    public S3StandIn(Duration latency, long bytesPerSecond) {
        super(latency, bytesPerSecond);
    }

    /** Replaces all objects of the bucket with these, by key. */
    public void serve(Map<String, byte[]> content) {
        serves = true;
        objects.clear();
        objects.putAll(content);
    }

    @Override
    String kind(Request request) {
        String query = String.valueOf(request.getHttpURI().getQuery());
        return switch (request.getMethod()) {
            case "POST" ->
                    query.contains("uploads")
                            ? "CreateMultipartUpload"
                            : query.contains("uploadId") ? COMPLETE : "DeleteObjects";
            case "PUT" -> query.contains("uploadId") ? "UploadPart" : "PutObject";
            case "GET" -> query.contains("list-type") ? "ListObjects" : "GetObject";
            case "HEAD" -> "HeadObject";
            default -> request.getMethod();
        };
    }

    @Override
    Answer answer(Request request, String kind, ByteBuffer body) {
        String path = request.getHttpURI().getDecodedPath();
        String key = path.substring(path.indexOf('/', 1) + 1);
        return switch (kind) {
            case "CreateMultipartUpload" ->
                    xml(
                            """
                            <InitiateMultipartUploadResult><Bucket>b</Bucket><Key>k</Key>\
                            <UploadId>u</UploadId></InitiateMultipartUploadResult>""");
            case COMPLETE ->
                    xml(
                            """
                            <CompleteMultipartUploadResult><Location>l</Location><Bucket>b</Bucket>\
                            <Key>k</Key><ETag>"0-1"</ETag></CompleteMultipartUploadResult>""");
            case "ListObjects" -> list(request);
            case "DeleteObjects" -> xml("<DeleteResult></DeleteResult>");
            case "UploadPart" -> Answer.of(200, ETAG, "");
            case "PutObject" -> {
                if (serves) {
                    objects.put(key, NO_CONTENT);
                }
                yield Answer.of(200, ETAG, "");
            }
            case "HeadObject" -> Answer.of(objects.containsKey(key) ? 200 : 404, Map.of(), "");
            case "GetObject" -> read(request, Optional.ofNullable(objects.get(key)));
            default -> Answer.of(204, Map.of(), "");
        };
    }

    private static Answer read(Request request, Optional<byte[]> object) {
        if (object.isEmpty()) {
            return Answer.of(404, Map.of(), "");
        }
        ByteBuffer content = ByteBuffer.wrap(object.get());
        Matcher range = RANGE.matcher(String.valueOf(request.getHeaders().get("range")));
        if (range.matches()) {
            content.limit(Math.min(content.limit(), Integer.parseInt(range.group(2)) + 1));
            content.position(Math.min(content.limit(), Integer.parseInt(range.group(1))));
        }
        return new Answer(
                range.matches() ? 206 : 200,
                Map.of("content-length", String.valueOf(content.remaining())),
                content);
    }

    /** Lists all objects with the prefix in one page. */
    private Answer list(Request request) {
        String prefix = String.valueOf(Request.extractQueryParameters(request).getValue("prefix"));
        List<String> contents =
                objects.tailMap(prefix).entrySet().stream()
                        .takeWhile(object -> object.getKey().startsWith(prefix))
                        .map(object -> contents(object.getKey(), object.getValue().length))
                        .toList();
        return xml(
                """
                <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name>\
                <KeyCount>%s</KeyCount><MaxKeys>1000</MaxKeys><IsTruncated>false</IsTruncated>%s\
                </ListBucketResult>"""
                        .formatted(contents.size(), String.join("", contents)));
    }

    private static String contents(String key, int size) {
        return """
                <Contents><Key>%s</Key><LastModified>2026-11-23T10:00:00Z</LastModified>\
                <ETag>&quot;d41d8cd98f00b204e9800998ecf8427e-1&quot;</ETag>\
                <ChecksumAlgorithm>CRC64NVME</ChecksumAlgorithm>\
                <ChecksumType>FULL_OBJECT</ChecksumType><Size>%s</Size>\
                <StorageClass>STANDARD</StorageClass></Contents>"""
                .formatted(key, size);
    }

    private static Answer xml(String body) {
        return Answer.of(
                200,
                Map.of("content-type", "application/xml"),
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + body);
    }
}
