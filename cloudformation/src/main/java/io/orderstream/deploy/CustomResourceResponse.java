package io.orderstream.deploy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * The answer to CloudFormation: {@code SUCCESS}, or {@code FAILED} with a reason, which
 * CloudFormation shows in the stack's events.
 *
 * <p>Rules: <a
 * href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html">custom
 * resource response objects</a>. CloudFormation ignores an answer of more than 4,096 bytes.
 */
final class CustomResourceResponse {

    private static final JsonFactory JSON = new JsonFactory();

    /**
     * The maximum length of the cause, in chars. With at most three bytes for each char, the answer
     * with its ids stays below 4,096 bytes. But a surrogate has six bytes, since Jackson escapes
     * it, so an answer with several hundred surrogates is too long.
     */
    private static final int LONGEST_CAUSE = 900;

    private final CustomResourceRequest request;
    private final Optional<String> failure;

    private CustomResourceResponse(CustomResourceRequest request, Optional<String> failure) {
        this.request = request;
        this.failure = failure;
    }

    static CustomResourceResponse success(CustomResourceRequest request) {
        return new CustomResourceResponse(request, Optional.empty());
    }

    /**
     * @param cause what went wrong; a long text is cut off
     * @param whereToLook where to look next; never cut off
     */
    static CustomResourceResponse failed(
            CustomResourceRequest request, String cause, String whereToLook) {
        String line = cause.replaceAll("\\p{Cntrl}+", " ").strip();
        String cut = line.length() <= LONGEST_CAUSE ? line : line.substring(0, LONGEST_CAUSE) + "…";
        return new CustomResourceResponse(request, Optional.of(cut + ". " + whereToLook));
    }

    /** Describes the answer for the log. */
    String description() {
        return failure.map(reason -> "FAILED: " + reason).orElse("SUCCESS");
    }

    byte[] json() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("Status", failure.isPresent() ? "FAILED" : "SUCCESS");
            if (failure.isPresent()) {
                json.writeStringField("Reason", failure.get());
            }
            json.writeStringField("PhysicalResourceId", request.physicalResourceId());
            json.writeStringField("StackId", request.stackId());
            json.writeStringField("RequestId", request.requestId());
            json.writeStringField("LogicalResourceId", request.logicalResourceId());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
