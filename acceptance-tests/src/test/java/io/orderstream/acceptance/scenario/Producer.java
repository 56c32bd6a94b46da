package io.orderstream.acceptance.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import io.orderstream.acceptance.journey.ApiClient;
import io.orderstream.embedded.start.Deadline;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;

/** Who sends orders, and does not give up before all of them were accepted. */
interface Producer {

    /** Only guards against hanging. */
    Duration PATIENCE = Duration.ofMinutes(5);

    /** Sends these, and notes in the sentRecords what was accepted. */
    void send(List<SentOrder> orders, SentRecords sentRecords);

    /** Sends what it has held back until now: nothing goes wrong any more. */
    default void finish(SentRecords sentRecords) {}

    /**
     * A client of the API: {@code POST /orders}, and again those that were not accepted, as the
     * README tells it to.
     */
    static Producer ofTheApi(ApiClient api) {
        return (orders, sentRecords) -> {
            Map<String, SentOrder> waiting = new LinkedHashMap<>();
            orders.forEach(order -> waiting.put(order.id(), order));
            Deadline.in(PATIENCE)
                    .await(
                            "the API has accepted " + orders.size() + " orders",
                            () -> {
                                accepted(api, waiting.values().stream().map(SentOrder::json))
                                        .forEach(id -> sentRecords.accepted(waiting.remove(id)));
                                return waiting.isEmpty();
                            });
        };
    }

    /** A client of the API that posts each order for itself, and again if it was not accepted. */
    static Producer ofTheApiOneByOne(ApiClient api) {
        return (orders, sentRecords) ->
                orders.forEach(
                        order ->
                                Deadline.in(PATIENCE)
                                        .await(
                                                "the API has accepted " + order.id(),
                                                () -> isAccepted(api, order, sentRecords)));
    }

    private static boolean isAccepted(ApiClient api, SentOrder order, SentRecords sentRecords) {
        ApiClient.Answer answer = api.post("/order", order.json());
        switch (answer.status()) {
            case 202 -> {
                // The id that the API says is the one that is looked for in the end.
                if (!answer.json().path("orderid").asText().equals(order.id())) {
                    throw new AssertionError("Another order's answer: " + answer);
                }
                sentRecords.accepted(order);
                return true;
            }
            case 503 -> {
                return false;
            }
            default -> throw new AssertionError("A valid order was refused: " + answer);
        }
    }

    /**
     * Posts these until the API has accepted each.
     *
     * @param orders as they are written, by their ids
     */
    static void post(ApiClient api, Map<String, String> orders) {
        Map<String, String> waiting = new LinkedHashMap<>(orders);
        Deadline.in(PATIENCE)
                .await(
                        "the API has accepted " + orders.size() + " orders",
                        () -> {
                            accepted(api, waiting.values().stream()).forEach(waiting::remove);
                            return waiting.isEmpty();
                        });
    }

    private static List<String> accepted(ApiClient api, Stream<String> orders) {
        String body = orders.collect(Collectors.joining(",", "{\"orders\":[", "]}"));
        ApiClient.Answer answer;
        try {
            answer = api.post("/orders", body);
        } catch (UncheckedIOException connectionLost) {
            return List.of();
        }
        List<String> accepted = new ArrayList<>();
        switch (answer.status()) {
            case 202, 207 -> {
                for (JsonNode result : answer.json().path("results")) {
                    if (result.path("status").asText().equals("accepted")) {
                        accepted.add(result.path("orderid").asText());
                    }
                }
            }
            case 503 -> {
                // Throttled: again, after a moment.
            }
            default -> throw new AssertionError("Valid orders were refused: " + answer);
        }
        return accepted;
    }

    /** A producer of its own, straight onto the stream, that derives no {@code orderid}. */
    static Producer ontoTheStream(KinesisClient kinesis, String streamName) {
        return (orders, sentRecords) -> {
            put(
                    kinesis,
                    streamName,
                    orders.stream()
                            .map(order -> entry(order.record(), order.vendor() + order.date()))
                            .toList());
            orders.forEach(sentRecords::accepted);
        };
    }

    /** Puts records that are no orders. */
    static void putBadRecords(
            KinesisClient kinesis,
            String streamName,
            List<byte[]> records,
            SentRecords sentRecords) {
        List<PutRecordsRequestEntry> entries = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            entries.add(entry(records.get(i), "bad-" + i));
        }
        List<String> sequenceNumbers = put(kinesis, streamName, entries);
        for (int i = 0; i < records.size(); i++) {
            sentRecords.bad(sequenceNumbers.get(i), records.get(i));
        }
    }

    /** A record for {@link #put}. */
    static PutRecordsRequestEntry entry(byte[] data, String partitionKey) {
        return PutRecordsRequestEntry.builder()
                .data(SdkBytes.fromByteArray(data))
                .partitionKey(partitionKey)
                .build();
    }

    /** Puts these until the stream has taken each; returns their sequence numbers. */
    static List<String> put(
            KinesisClient kinesis, String streamName, List<PutRecordsRequestEntry> entries) {
        String[] sequenceNumbers = new String[entries.size()];
        List<Integer> waiting = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            waiting.add(i);
        }
        Deadline.in(PATIENCE)
                .await(
                        "the stream has taken " + entries.size() + " records",
                        () -> {
                            List<PutRecordsResultEntry> results =
                                    kinesis.putRecords(
                                                    request ->
                                                            request.streamName(streamName)
                                                                    .records(
                                                                            waiting.stream()
                                                                                    .map(
                                                                                            entries
                                                                                                    ::get)
                                                                                    .toList()))
                                            .records();
                            List<Integer> refused = new ArrayList<>();
                            for (int i = 0; i < results.size(); i++) {
                                int index = waiting.get(i);
                                Optional.ofNullable(results.get(i).sequenceNumber())
                                        .ifPresentOrElse(
                                                number -> sequenceNumbers[index] = number,
                                                () -> refused.add(index));
                            }
                            waiting.retainAll(refused);
                            return waiting.isEmpty();
                        });
        return List.of(sequenceNumbers);
    }
}
