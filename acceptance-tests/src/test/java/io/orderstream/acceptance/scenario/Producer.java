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

/** Sends orders, and retries until all of them are accepted. */
interface Producer {

    /** The time limit for the API or the stream to accept what is sent. */
    Duration PATIENCE = Duration.ofMinutes(5);

    /**
     * Sends these orders, and adds them to the sent records. Some orders may be held back until
     * {@link #finish}.
     */
    void send(List<SentOrder> orders, SentRecords sentRecords);

    /** Sends what was held back until now. Called when all disruptions of the job are over. */
    default void finish(SentRecords sentRecords) {}

    /**
     * A client of the API that uses {@code POST /orders}. It repeats the request with the orders
     * that were not accepted, until all are accepted.
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

    /**
     * A client of the API that posts each order in a request of its own. It repeats the request
     * until the order is accepted.
     */
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
        ApiClient.Answer answer;
        try {
            answer = api.post("/order", order.json());
        } catch (UncheckedIOException connectionLost) {
            return false;
        }
        switch (answer.status()) {
            case 202 -> {
                // The answer must have the expected id, because the audit looks for this id.
                if (!answer.json().path("orderid").asText().equals(order.id())) {
                    throw new AssertionError("The answer has the id of another order: " + answer);
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
     * Posts orders until the API has accepted each of them.
     *
     * @param orders the JSON of each order, by order id
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
                // The ingest function gave no answer in time. The caller of this method retries
                // after a pause.
            }
            default -> throw new AssertionError("Valid orders were refused: " + answer);
        }
        return accepted;
    }

    /** A producer that puts orders directly onto the stream, without an {@code orderid}. */
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

    /** Puts records that are neither orders nor events, and adds them to the sent records. */
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

    /** Puts records until the stream has taken each of them. Returns their sequence numbers. */
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
