package io.orderstream.acceptance.template;

/**
 * The parts of a recorded request that show which permission the request needs. See {@link
 * CallRecorder}.
 *
 * @param caller the logical id of the function or job whose proxy received the request
 * @param operation the {@code X-Amz-Target} of Kinesis and DynamoDB; empty for S3
 * @param method the HTTP method
 * @param target path and query
 * @param copySource the {@code x-amz-copy-source} of S3; empty if there is none
 * @param body the XML list of the objects, if the request deletes many objects; otherwise empty
 * @param index the name of the index, if the request is a query of an index; otherwise empty
 * @param status the status of the answer
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
