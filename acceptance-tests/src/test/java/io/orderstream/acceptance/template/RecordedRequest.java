package io.orderstream.acceptance.template;

/**
 * A request that went past a {@link CallRecorder}, as far as it says what it asks for.
 *
 * @param caller who was given the proxy's address
 * @param operation the {@code X-Amz-Target} of Kinesis and DynamoDB; empty for S3
 * @param method GET and so on
 * @param target path and query
 * @param copySource the {@code x-amz-copy-source} of S3; empty if there is none
 * @param body what S3 is to delete in one request; empty for all other requests
 * @param index the index that DynamoDB is asked to query; empty for all other requests
 * @param status the answer's
 */
record RecordedRequest(
        String caller,
        String operation,
        String method,
        String target,
        String copySource,
        String body,
        String index,
        int status) {}
