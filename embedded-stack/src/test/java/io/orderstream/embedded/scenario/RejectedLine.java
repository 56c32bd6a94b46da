package io.orderstream.embedded.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.orderstream.embedded.scenario.StreamContents.StreamedRecord;
import io.orderstream.model.InvalidOrderException;
import io.orderstream.model.OrderCodec;
import java.time.Instant;
import java.util.Base64;

/**
 * The line that a record has to become if it is not an order. What is wrong with it is what the
 * codec says; all else is written down here once more.
 */
final class RejectedLine {

    /** Larger records are refused for their size: 256 KiB. */
    static final int MAX_RECORD_BYTES = 262_144;

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private RejectedLine() {}

    static JsonNode of(byte[] data, StreamedRecord record) {
        boolean tooLarge = data.length > MAX_RECORD_BYTES;
        ObjectNode line = JSON.objectNode();
        line.put("reason", tooLarge ? "too-large" : "invalid");
        line.set(
                "problems",
                tooLarge
                        ? JSON.arrayNode()
                                .add(problem("$", "at most 262144 bytes", data.length + " bytes"))
                        : problems(data, record.arrival()));
        line.put("shardid", record.shardId());
        line.put("sequencenumber", record.sequenceNumber());
        line.put("partitionkey", record.partitionKey());
        line.put("receivedat", record.arrival().toString());
        line.set("data", TextNode.valueOf(Base64.getEncoder().encodeToString(data)));
        return line;
    }

    private static ArrayNode problems(byte[] data, Instant arrival) {
        ArrayNode problems = JSON.arrayNode();
        try {
            throw new AssertionError(
                    "An order after all: " + OrderCodec.parseRecord(data, arrival));
        } catch (InvalidOrderException e) {
            e.problems().forEach(it -> problems.add(problem(it.path(), it.expected(), it.found())));
        }
        return problems;
    }

    private static ObjectNode problem(String path, String expected, String found) {
        return JSON.objectNode().put("path", path).put("expected", expected).put("found", found);
    }
}
