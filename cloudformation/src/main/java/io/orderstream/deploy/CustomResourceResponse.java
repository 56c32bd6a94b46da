package io.orderstream.deploy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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
     * with its ids stays below 4,096 bytes.
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
        return new CustomResourceResponse(request, Optional.of(cut(line) + ". " + whereToLook));
    }

    private static String cut(String line) {
        if (line.length() <= LONGEST_CAUSE) {
            return line;
        }
        boolean splitsAPair = Character.isHighSurrogate(line.charAt(LONGEST_CAUSE - 1));
        return line.substring(0, splitsAPair ? LONGEST_CAUSE - 1 : LONGEST_CAUSE) + "…";
    }

    /** Describes the answer for the log. */
    String description() {
        return failure.map(reason -> "FAILED: " + reason).orElse("SUCCESS");
    }

    byte[] json() {
        // If Jackson wrote to a stream of bytes, it would escape each surrogate. An escaped
        // surrogate has six bytes, and LONGEST_CAUSE allows only three bytes for each char.
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
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
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
