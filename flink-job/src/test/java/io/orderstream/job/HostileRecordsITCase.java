package io.orderstream.job;

import static io.orderstream.job.RecordBuilder.order;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.orderstream.job.functions.ParseRecord;
import io.orderstream.job.functions.PlantedParser;
import io.orderstream.job.records.PlacedRecord;
import io.orderstream.job.records.RecordTypes;
import io.orderstream.job.records.StreamRecord;
import io.orderstream.job.sink.ArchiveSinks;
import io.orderstream.model.Order;
import io.orderstream.model.ReceivedOrder;
import io.orderstream.model.fuzz.CollidingNames;
import io.orderstream.model.wire.InvalidOrderException;
import io.orderstream.model.wire.OrderCodec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Sends records that are made to stop the job, and normal orders between them. */
class HostileRecordsITCase {

    /** A mapper whose parsers share no table of names (docs/decisions/0009). */
    private static final JsonMapper JSON =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                                    .build())
                    .build();

    @RegisterExtension
    static final MiniClusterExtension CLUSTER =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberTaskManagers(1)
                            .setNumberSlotsPerTaskManager(2)
                            .build());

    @TempDir private Path directory;

    private final CollectingTable table = new CollectingTable();
    private final List<StreamRecord> records = new ArrayList<>();
    private final List<ReceivedOrder> orders = new ArrayList<>();

    @Test
    void recordsOnWhichTheParserFailsAreRejectedWithTheirBytes() throws Exception {
        List<byte[]> fatal = new ArrayList<>();
        for (Class<? extends Throwable> failure : PlantedParser.failures()) {
            fatal.add(PlantedParser.record(failure));
            records.add(order().record(PlantedParser.record(failure)));
            addNormalOrder();
        }

        run(new ParseRecord(new PlantedParser()));

        assertAllOrdersArrived();
        List<byte[]> rejected = new ArrayList<>();
        for (String line : new ArchiveDirectory(directory).lines("rejected")) {
            JsonNode json = JSON.readTree(line);
            assertThat(json.path("reason").asText()).isEqualTo("parser-failed");
            rejected.add(json.path("data").binaryValue());
        }
        assertThat(rejected).containsExactlyInAnyOrderElementsOf(fatal);
    }

    @Test
    void ordersWithCollidingNamesAreAccepted() throws Exception {
        for (String hostile : CollidingNames.hostileOrders()) {
            addOrder(hostile);
            addNormalOrder();
        }

        run(new ParseRecord());

        assertAllOrdersArrived();
        assertThat(new ArchiveDirectory(directory).lines("rejected")).isEmpty();
    }

    /** A client cannot add members of its own to an event, so each colliding name is a problem. */
    @Test
    void eventsWithCollidingNamesAreRejected_andTheOrdersBetweenThemAreAccepted() throws Exception {
        int events = 8;
        List<String> names = CollidingNames.inBytes(0, events * CollidingNames.NAMES_OF_AN_ORDER);
        for (int i = 0; i < events; i++) {
            StringBuilder members = new StringBuilder();
            names.subList(
                            i * CollidingNames.NAMES_OF_AN_ORDER,
                            (i + 1) * CollidingNames.NAMES_OF_AN_ORDER)
                    .forEach(name -> members.append(",\"").append(name).append("\":0"));
            records.add(order().eventRecord("cancelled", members.toString()));
            addNormalOrder();
        }

        run(new ParseRecord());

        assertAllOrdersArrived();
        assertThat(new ArchiveDirectory(directory).lines("rejected"))
                .hasSize(events)
                .allMatch(line -> line.startsWith("{\"reason\":\"invalid\""));
    }

    private void addNormalOrder() {
        RecordBuilder normal = order().account("normal-" + orders.size());
        records.add(normal.record());
        orders.add(normal.received());
    }

    private void addOrder(String text) throws InvalidOrderException {
        Order parsed = OrderCodec.parsePosted(text.getBytes(StandardCharsets.UTF_8), Instant.now());
        Instant receivedAt = parsed.orderDate().plusSeconds(1);
        records.add(order().receivedAt(receivedAt).record(text));
        orders.add(new ReceivedOrder(parsed, Instant.ofEpochMilli(receivedAt.toEpochMilli())));
    }

    private void run(ParseRecord parse) throws Exception {
        Configuration configuration = new Configuration();
        configuration.setString("parallelism.default", "2");
        configuration.setString("execution.checkpointing.interval", "100 ms");
        // Without a restart strategy, one failure of the job fails the test.
        configuration.setString("restart-strategy.type", "none");
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        OrderPipeline.define(
                env.fromData(records, RecordTypes.STREAM_RECORD).uid("source"),
                parse,
                table,
                ArchiveSinks.archive(directory.toUri()),
                ArchiveSinks.rejected(directory.toUri()),
                4,
                Duration.ofHours(1));
        env.execute();
    }

    private void assertAllOrdersArrived() throws Exception {
        assertThat(table.items())
                .extracting(PlacedRecord::received)
                .containsExactlyInAnyOrderElementsOf(orders);
        assertThat(new ArchiveDirectory(directory).orders())
                .containsExactlyInAnyOrderElementsOf(table.items());
    }
}
