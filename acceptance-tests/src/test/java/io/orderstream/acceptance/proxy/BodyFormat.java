package io.orderstream.acceptance.proxy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import java.io.IOException;

/** The format of a request body and of its answer: JSON for DynamoDB, CBOR or JSON for Kinesis. */
final class BodyFormat {

    private static final ObjectMapper CBOR = new CBORMapper();
    private static final ObjectMapper JSON = new JsonMapper();

    private final String contentType;
    private final ObjectMapper mapper;

    private BodyFormat(String contentType) {
        this.contentType = contentType;
        this.mapper = contentType.contains("cbor") ? CBOR : JSON;
    }

    static BodyFormat of(Request request) {
        return new BodyFormat(request.header("content-type"));
    }

    JsonNode read(byte[] body) throws IOException {
        return mapper.readTree(body);
    }

    byte[] write(JsonNode tree) {
        try {
            return mapper.writeValueAsBytes(tree);
        } catch (IOException e) {
            throw new IllegalStateException("A tree can always be written", e);
        }
    }

    /** An answer without the service's checksum header. Clients do not require this header. */
    Response answer(int status, JsonNode tree) {
        return Response.of(status, contentType, write(tree));
    }
}
