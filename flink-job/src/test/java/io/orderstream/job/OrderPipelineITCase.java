package io.orderstream.job;

import static io.orderstream.job.RecordBuilder.order;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.orderstream.job.records.PlacedRecord;
import io.orderstream.job.records.RecordTypes;
import io.orderstream.job.records.StreamRecord;
import io.orderstream.job.sink.ArchiveSinks;
import io.orderstream.model.Received;
import io.orderstream.model.ReceivedOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.testutils.InMemoryReporter;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Runs the topology on a MiniCluster, with a table in memory, and checks what the job writes. */
class OrderPipelineITCase {

    private static final InMemoryReporter METRICS = InMemoryReporter.createWithRetainedMetrics();

    @RegisterExtension
    static final MiniClusterExtension CLUSTER =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setConfiguration(METRICS.addToConfiguration(new Configuration()))
                            .setNumberTaskManagers(1)
                            .setNumberSlotsPerTaskManager(2)
                            .build());

    @TempDir private Path directory;

    private final CollectingTable table = new CollectingTable();

    @Test
    void ordersAndEventsReachTableAndArchiveOnce_andOtherRecordsAreRejectedWithTheirBytes()
            throws Exception {
        List<ReceivedOrder> orders = new ArrayList<>();
        List<Received> events = new ArrayList<>();
        List<StreamRecord> records = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            RecordBuilder order =
                    order().account("a" + i)
                            .vendor("v" + i % 7)
                            .receivedAt(
                                    i < 100 ? "2026-11-23T10:59:59.999Z" : "2026-11-23T11:00:00Z");
            orders.add(order.received());
            records.add(order.record());
            if (i % 2 == 0) {
                events.add(order.event("cancelled", ""));
                records.add(order.eventRecord("cancelled", ""));
            }
            if (i % 4 == 0) {
                events.add(order.event("refunded", ",\"amount\":1"));
                records.add(order.eventRecord("refunded", ",\"amount\":1"));
            }
        }
        // Two copies of records from above. The parser has two subtasks, so a copy may overtake its
        // original. The result is the same, because both have the same values.
        records.add(
                order().account("a3").vendor("v3").receivedAt("2026-11-23T10:59:59.999Z").record());
        records.add(
                order().account("a4")
                        .vendor("v4")
                        .receivedAt("2026-11-23T10:59:59.999Z")
                        .eventRecord("cancelled", ""));
        byte[] malformed = {'{', 0, (byte) 0xfe, '\n'};
        byte[] oversized = new byte[300_000];
        Arrays.fill(oversized, (byte) 'x');
        records.add(77, order().at("shardId-1", "501").partitionKey("m").record(malformed));
        records.add(99, order().at("shardId-2", "502").partitionKey("o").record(oversized));

        JobID job = run(records);

        ArchiveDirectory archive = new ArchiveDirectory(directory);
        List<PlacedRecord> archived = new ArrayList<>(archive.orders());
        assertThat(received(archived)).containsExactlyInAnyOrderElementsOf(orders);
        assertThat(received(archive.events())).containsExactlyInAnyOrderElementsOf(events);
        archived.addAll(archive.events());
        assertThat(archived).containsExactlyInAnyOrderElementsOf(table.items());
        assertThat(table.items())
                .extracting(PlacedRecord::archive)
                .allMatch(
                        folder ->
                                folder.matches(
                                        "(invoices|events)/dt=2026-11-23/hh=1[01]/slot=0[0-7]/\\d{13}-\\d{10}/"));

        assertThat(rejected(archive.lines("rejected")))
                .containsExactlyInAnyOrder(
                        line("invalid", "shardId-1", "501", "m", malformed),
                        line("too-large", "shardId-2", "502", "o", oversized));

        assertThat(counted(job, "accepted")).isEqualTo(200);
        assertThat(counted(job, "cancelledEvents")).isEqualTo(100);
        assertThat(counted(job, "fulfilledEvents")).isZero();
        assertThat(counted(job, "refundedEvents")).isEqualTo(50);
        assertThat(counted(job, "duplicates")).isEqualTo(2);
        assertThat(counted(job, "rejected")).isEqualTo(2);
        assertThat(
                        METRICS.findMetrics(
                                job, ".*kinesisanalytics.Program.Orderstream.arrivalToSinkMillis"))
                .isNotEmpty()
                .allSatisfy(
                        (name, gauge) ->
                                assertThat(((Gauge<?>) gauge).getValue())
                                        .asInstanceOf(
                                                org.assertj.core.api.InstanceOfAssertFactories.LONG)
                                        .isNotZero());
    }

    /**
     * Flink registers its gauge {@code pendingCommittables} again at each checkpoint. The reason is
     * that Flink's committer then copies its list of files, and the copy registers the gauge. Flink
     * logs a warning and keeps the first gauge.
     */
    @Test
    void noMetricIsRegisteredTwice_exceptOneOfFlink() throws Exception {
        try (CapturedLog log = CapturedLog.of(MetricGroup.class)) {
            run(List.of(order().record()));

            assertThat(log.messages())
                    .isNotEmpty()
                    .allMatch(message -> message.contains("'pendingCommittables'"));
        }
    }

    @Test
    void withoutDeduplication_aCopyIsASecondLineButNotASecondItem() throws Exception {
        StreamRecord record = order().record();

        StreamExecutionEnvironment env = environment();
        define(env, List.of(record, record), Duration.ZERO);
        env.execute();

        ReceivedOrder received = order().received();
        assertThat(received(table.items())).containsExactly(received);
        assertThat(new ArchiveDirectory(directory).orders())
                .extracting(PlacedRecord::received)
                .containsExactly(received, received);
    }

    private JobID run(List<StreamRecord> records) throws Exception {
        StreamExecutionEnvironment env = environment();
        define(env, records, Duration.ofHours(1));
        return env.execute().getJobID();
    }

    private static StreamExecutionEnvironment environment() {
        Configuration configuration = new Configuration();
        // The job fails if Flink would have to use Kryo for a type.
        configuration.setString("pipeline.generic-types", "false");
        configuration.setString("parallelism.default", "2");
        configuration.setString("execution.checkpointing.interval", "100 ms");
        return StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    }

    private void define(StreamExecutionEnvironment env, List<StreamRecord> records, Duration ttl) {
        OrderPipeline.define(
                env.fromData(records, RecordTypes.STREAM_RECORD).uid("source"),
                table,
                ArchiveSinks.archive(directory.toUri()),
                ArchiveSinks.rejected(directory.toUri()),
                8,
                ttl);
    }

    private static List<Received> received(List<PlacedRecord> placed) {
        return placed.stream().map(PlacedRecord::received).collect(toList());
    }

    private static long counted(JobID job, String counter) {
        Map<String, Metric> metrics =
                METRICS.findMetrics(job, ".*kinesisanalytics.Program.Orderstream." + counter);
        return metrics.values().stream().mapToLong(metric -> ((Counter) metric).getCount()).sum();
    }

    private static List<String> line(
            String reason, String shard, String sequence, String key, byte[] data) {
        return List.of(
                reason,
                shard,
                sequence,
                key,
                "2026-11-23T10:11:12.480Z",
                Base64.getEncoder().encodeToString(data));
    }

    private static List<List<String>> rejected(List<String> lines) throws Exception {
        List<List<String>> found = new ArrayList<>();
        for (String line : lines) {
            JsonNode json = JsonMapper.builder().build().readTree(line);
            assertThat(json.path("problems")).hasSize(1);
            List<String> values = new ArrayList<>();
            for (String name :
                    List.of(
                            "reason",
                            "shardid",
                            "sequencenumber",
                            "partitionkey",
                            "receivedat",
                            "data")) {
                values.add(json.path(name).asText());
            }
            found.add(Collections.unmodifiableList(values));
        }
        return found;
    }
}
