package io.orderstream.acceptance.proxy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;

/**
 * An error as a service reports it. S3 uses XML, DynamoDB uses JSON, and Kinesis uses the format of
 * the request (CBOR or JSON).
 *
 * @param status the HTTP status
 * @param code the error code, such as {@code SlowDown}
 */
public record ServiceError(int status, String code) {

    private static final String MESSAGE = "A fault of the test";

    /** S3 asks for fewer requests. */
    public static final ServiceError SLOW_DOWN = new ServiceError(503, "SlowDown");

    /** S3, DynamoDB or Kinesis has an internal error. The code is that of S3. */
    public static final ServiceError INTERNAL = new ServiceError(500, "InternalError");

    /** Kinesis or DynamoDB has no capacity left. */
    public static final ServiceError THROUGHPUT =
            new ServiceError(400, "ProvisionedThroughputExceededException");

    /** DynamoDB or Kinesis throttles requests for another reason than the capacity. */
    public static final ServiceError THROTTLING = new ServiceError(400, "ThrottlingException");

    /** The caller lacks a permission. The code is that of S3. Most clients do not retry this. */
    public static final ServiceError ACCESS_DENIED = new ServiceError(403, "AccessDenied");

    /**
     * S3 knows no such upload: the upload was never begun, or it was completed or aborted before.
     */
    public static final ServiceError NO_SUCH_UPLOAD = new ServiceError(404, "NoSuchUpload");

    /** Kinesis got too many requests to describe the stream or to list its shards. */
    public static final ServiceError LIMIT_EXCEEDED =
            new ServiceError(400, "LimitExceededException");

    /** A shard iterator is older than five minutes. */
    public static final ServiceError EXPIRED_ITERATOR =
            new ServiceError(400, "ExpiredIteratorException");

    Response to(Request request) {
        if (request.operation().startsWith("s3:")) {
            String xml =
                    "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>"
                            + code
                            + "</Code><Message>"
                            + MESSAGE
                            + "</Message><RequestId>0</RequestId></Error>";
            // An answer to HEAD has no body. If this answer had one, the client would read the body
            // as the next answer.
            boolean bodyless = request.method().equals("HEAD");
            return Response.of(
                    status,
                    "application/xml",
                    bodyless ? new byte[0] : xml.getBytes(StandardCharsets.UTF_8));
        }
        ObjectNode body =
                JsonNodeFactory.instance.objectNode().put("__type", code).put("message", MESSAGE);
        return BodyFormat.of(request).answer(status, body).with("x-amzn-errortype", code);
    }
}
