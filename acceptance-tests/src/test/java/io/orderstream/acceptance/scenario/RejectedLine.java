package io.orderstream.acceptance.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.orderstream.acceptance.scenario.StreamContents.StreamedRecord;
import io.orderstream.model.LogPosition;
import io.orderstream.model.wire.InvalidOrderException;
import io.orderstream.model.wire.RecordCodec;
import java.util.Arrays;
import java.util.Base64;

/**
 * The expected line in {@code rejected/} for a record that is neither an order nor an event. If the
 * reason is {@code invalid}, the problems come from the codec. This class writes everything else
 * without the job's code.
 */
final class RejectedLine {

    /** The maximum size of a record: 256 KiB. Larger records are rejected. */
    static final int MAX_RECORD_BYTES = 262_144;

    /**
     * The first bytes of an aggregate of the Kinesis Producer Library. No scenario puts a valid
     * aggregate onto the stream, so each record that begins with these bytes is rejected.
     */
    private static final byte[] AGGREGATE = {(byte) 0xf3, (byte) 0x89, (byte) 0x9a, (byte) 0xc2};

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private RejectedLine() {}

    /**
     * Whether this is the line of that record. If the record is an aggregate, the line may name any
     * flaw.
     */
    static boolean isOf(JsonNode line, byte[] data, StreamedRecord record) {
        if (!isAggregate(data)) {
            return line.equals(of(data, record));
        }
        String flaw = line.path("problems").path(0).path("found").asText();
        return flaw.startsWith("an aggregate ")
                && line.equals(
                        line(
                                "unsound-aggregate",
                                JSON.arrayNode()
                                        .add(
                                                problem(
                                                        "$",
                                                        "an order, an event, or a sound"
                                                                + " aggregate of them",
                                                        flaw)),
                                data,
                                record));
    }

    /** The line of a record that is not an aggregate. */
    static JsonNode of(byte[] data, StreamedRecord record) {
        return data.length > MAX_RECORD_BYTES
                ? line(
                        "too-large",
                        JSON.arrayNode()
                                .add(problem("$", "at most 262144 bytes", data.length + " bytes")),
                        data,
                        record)
                : line("invalid", problems(data, record), data, record);
    }

    private static boolean isAggregate(byte[] data) {
        return data.length >= AGGREGATE.length
                && Arrays.equals(data, 0, AGGREGATE.length, AGGREGATE, 0, AGGREGATE.length);
    }

    private static JsonNode line(
            String reason, ArrayNode problems, byte[] data, StreamedRecord record) {
        ObjectNode line = JSON.objectNode();
        line.put("reason", reason);
        line.set("problems", problems);
        line.put("shardid", record.shardId());
        line.put("sequencenumber", record.sequenceNumber());
        line.put("partitionkey", record.partitionKey());
        line.put("receivedat", record.arrival().toString());
        line.set("data", TextNode.valueOf(Base64.getEncoder().encodeToString(data)));
        return line;
    }

    private static ArrayNode problems(byte[] data, StreamedRecord record) {
        ArrayNode problems = JSON.arrayNode();
        try {
            throw new AssertionError(
                    "The record is an order or event: "
                            + RecordCodec.parse(
                                    data,
                                    record.arrival(),
                                    LogPosition.of(record.sequenceNumber(), 0)));
        } catch (InvalidOrderException e) {
            e.problems()
                    .forEach(
                            problem ->
                                    problems.add(
                                            problem(
                                                    problem.path(),
                                                    problem.expected(),
                                                    problem.found())));
        }
        return problems;
    }

    private static ObjectNode problem(String path, String expected, String found) {
        return JSON.objectNode().put("path", path).put("expected", expected).put("found", found);
    }
}
