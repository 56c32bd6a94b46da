package io.orderstream.benchmark.standin;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import org.eclipse.jetty.server.Request;

/** S3 that takes every object and keeps none. */
public final class S3StandIn extends LatentServer {

    /** The kind of request that ends an upload and makes a file visible. */
    public static final String COMPLETE = "CompleteMultipartUpload";

    private static final Map<String, String> XML = Map.of("content-type", "application/xml");
    // With a hyphen, as an upload's in parts: clients do not take it for a digest of the bytes.
    private static final Map<String, String> TAG = Map.of("etag", "\"0-1\"");

    /** One that takes so long for each request. */
    public S3StandIn(Duration latency) {
        super(latency);
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
        return switch (kind) {
            case "CreateMultipartUpload" ->
                    xml(
                            "<InitiateMultipartUploadResult><Bucket>b</Bucket><Key>k</Key>"
                                    + "<UploadId>u</UploadId></InitiateMultipartUploadResult>");
            case COMPLETE ->
                    xml(
                            "<CompleteMultipartUploadResult><Location>l</Location><Bucket>b</Bucket>"
                                    + "<Key>k</Key><ETag>\"0-1\"</ETag></CompleteMultipartUploadResult>");
            case "ListObjects" ->
                    xml(
                            "<ListBucketResult><Name>b</Name><KeyCount>0</KeyCount><MaxKeys>1000"
                                    + "</MaxKeys><IsTruncated>false</IsTruncated>"
                                    + "</ListBucketResult>");
            case "DeleteObjects" -> xml("<DeleteResult></DeleteResult>");
            case "UploadPart", "PutObject" -> Answer.of(200, TAG, "");
            case "HeadObject", "GetObject" -> Answer.of(404, Map.of(), "");
            default -> Answer.of(204, Map.of(), "");
        };
    }

    private static Answer xml(String body) {
        return Answer.of(200, XML, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + body);
    }
}
