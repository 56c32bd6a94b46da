package io.orderstream.job;

import static io.orderstream.job.RecordBuilder.order;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.orderstream.job.functions.ParseRecord;
import io.orderstream.job.records.PlacedRecord;
import io.orderstream.job.records.RecordTypes;
import io.orderstream.job.records.StreamRecord;
import io.orderstream.job.sink.ArchiveSinks;
import io.orderstream.model.LogPosition;
import io.orderstream.model.Received;
import io.orderstream.model.ReceivedEvent;
import io.orderstream.model.fuzz.FuzzedRecord;
import io.orderstream.model.fuzz.Fuzzer;
import io.orderstream.model.fuzz.Verdict;
import io.orderstream.model.wire.InvalidOrderException;
import io.orderstream.model.wire.RecordCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sends a hundred thousand fuzzed records through the topology. The job has no restart strategy, so
 * the test fails if a record makes the job fail.
 */
class PoisonedPipelineITCase {

    /** A mapper whose parsers share no table of names (docs/decisions/0009). */
    private static final JsonMapper JSON =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                                    .build())
                    .build();

    private static final long SEED = Long.getLong("orderstream.scenario.seed", 20261124);
    private static final int RECORDS = 100_000;
    private static final int SHARDS = 8;
    private static final Instant FIRST_ARRIVAL = Instant.parse("2026-11-23T10:59:00Z");

    @RegisterExtension
    static final MiniClusterExtension CLUSTER =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberTaskManagers(1)
                            .setNumberSlotsPerTaskManager(2)
                            .build());

    private final Fuzzer fuzzer = Fuzzer.seeded(SEED);

    /** The numbers of the records that were found in {@code rejected/}. */
    private final BitSet rejected = new BitSet(RECORDS);

    @TempDir private Path directory;

    @Test
    void everyRecordIsStoredOnce_asAnOrder_asAnEvent_orAsARejectionWithItsBytes() throws Exception {
        CollectingTable table = new CollectingTable();
        StreamExecutionEnvironment env = environment();
        OrderPipeline.define(
                env.fromSource(source(), WatermarkStrategy.noWatermarks(), "Records").uid("source"),
                table,
                ArchiveSinks.archive(directory.toUri()),
                ArchiveSinks.rejected(directory.toUri()),
                4,
                Duration.ofHours(1));

        env.execute();

        Map<String, PlacedRecord> items = new HashMap<>();
        table.items().forEach(item -> items.put(id(item.received()), item));
        ArchiveDirectory archive = new ArchiveDirectory(directory);
        List<PlacedRecord> lines = new ArrayList<>(archive.orders());
        lines.addAll(archive.events());
        Map<String, PlacedRecord> archived = new HashMap<>();
        for (PlacedRecord line : lines) {
            assertThat(archived.put(id(line.received()), line))
                    .as("a second line for %s", line)
                    .isNull();
        }
        assertThat(archived).hasSameSizeAs(items);
        for (Path file : archive.files("rejected")) {
            try (Stream<String> rejections = Files.lines(file)) {
                rejections.forEach(this::assertRejectedForAReason);
            }
        }
        int orders = 0;
        int events = 0;
        for (int number = 0; number < RECORDS; number++) {
            if (rejected.get(number)) {
                continue;
            }
            FuzzedRecord record = fuzzer.record(number);
            Received received = valid(record, number);
            PlacedRecord item = items.get(id(received));
            assertThat(item).as(record::toString).isNotNull();
            assertThat(item.received()).as(record::toString).isEqualTo(received);
            assertThat(archived.get(id(received))).as(record::toString).isEqualTo(item);
            if (received instanceof ReceivedEvent) {
                events++;
            } else {
                orders++;
            }
        }
        assertThat(archived).hasSize(orders + events);
        assertThat(events).isGreaterThan(RECORDS / 50);
        assertThat(orders).isBetween(RECORDS / 10, RECORDS / 2);
    }

    private static StreamExecutionEnvironment environment() {
        Configuration configuration = new Configuration();
        configuration.setString("pipeline.generic-types", "false");
        configuration.setString("parallelism.default", "2");
        configuration.setString("execution.checkpointing.interval", "1 s");
        configuration.setString("restart-strategy.type", "none");
        return StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    }

    private static DataGeneratorSource<StreamRecord> source() {
        return new DataGeneratorSource<>(
                number -> onStream(Fuzzer.seeded(SEED).record(number), number),
                RECORDS,
                RecordTypes.STREAM_RECORD);
    }

    private static StreamRecord onStream(FuzzedRecord record, long number) {
        return order().at("shardId-" + number % SHARDS, Long.toString(number))
                .partitionKey(record.partitionKey())
                .receivedAt(arrivalOf(number))
                .record(record.data());
    }

    private static Instant arrivalOf(long number) {
        return FIRST_ARRIVAL.plusMillis(number);
    }

    private void assertRejectedForAReason(String line) {
        JsonNode json = json(line);
        int number = json.path("sequencenumber").asInt();
        assertThat(rejected.get(number)).as("a second line for record %s", number).isFalse();
        rejected.set(number);
        FuzzedRecord record = fuzzer.record(number);
        assertThat(record.verdict()).as(record::toString).isNotIn(Verdict.ORDER, Verdict.EVENT);
        assertThat(parsed(record, number)).as(record::toString).isEmpty();
        assertThat(bytes(json)).as(record::toString).isEqualTo(record.data());
        assertThat(json.path("partitionkey").asText())
                .as(record::toString)
                .isEqualTo(record.partitionKey());
        assertThat(json.path("receivedat").asText())
                .as(record::toString)
                .isEqualTo(arrivalOf(number).toString());
        assertThat(json.path("reason").asText())
                .as(record::toString)
                .isEqualTo(isTooLarge(record) ? "too-large" : "invalid");
        assertThat(json.path("problems")).as(record::toString).isNotEmpty();
    }

    private static Received valid(FuzzedRecord record, long number) {
        Optional<Received> received = parsed(record, number);
        assertThat(received).as("neither valid nor rejected: %s", record).isPresent();
        assertThat(record.verdict())
                .as(record::toString)
                .isIn(
                        received.get() instanceof ReceivedEvent ? Verdict.EVENT : Verdict.ORDER,
                        Verdict.UNKNOWN);
        return received.get();
    }

    /** The id of the order or event. */
    private static String id(Received received) {
        return received instanceof ReceivedEvent
                ? ((ReceivedEvent) received).event().id().value()
                : received.orderId().value();
    }

    private static Optional<Received> parsed(FuzzedRecord record, long number) {
        if (isTooLarge(record)) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    RecordCodec.parse(
                            record.data(),
                            arrivalOf(number),
                            LogPosition.of(Long.toString(number), 0)));
        } catch (InvalidOrderException e) {
            return Optional.empty();
        }
    }

    private static boolean isTooLarge(FuzzedRecord record) {
        return record.data().length > ParseRecord.MAX_RECORD_BYTES;
    }

    private static byte[] bytes(JsonNode line) {
        try {
            return line.path("data").binaryValue();
        } catch (IOException e) {
            throw new AssertionError("data is not base64: " + line, e);
        }
    }

    private static JsonNode json(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new AssertionError("The line is not JSON: " + line, e);
        }
    }
}
