package io.orderstream.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.job.config.JobConfig;
import io.orderstream.job.records.StreamRecord;
import io.orderstream.job.sink.ArchiveSinks;
import io.orderstream.job.sink.OrderTableSink;
import io.orderstream.job.source.KinesisSource;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrderPipelineTest {

    @TempDir private Path directory;

    /**
     * Flink finds the state of an operator by its uid. If a uid changes, a restore does not find
     * the operator's state.
     */
    @Test
    void everyOperatorHasItsUidAndItsName() {
        Map<String, String> namesByUid =
                graph().getStreamNodes().stream()
                        .collect(
                                Collectors.toMap(
                                        node -> String.valueOf(node.getTransformationUID()),
                                        StreamNode::getOperatorName,
                                        (one, other) -> one + " and " + other,
                                        TreeMap::new));

        assertThat(namesByUid)
                .isEqualTo(
                        Map.of(
                                "source", "Source: Kinesis stream",
                                "place", "Place in archive",
                                "parse", "Parse and validate",
                                "rejected", "Rejected records: Writer",
                                "Sink Committer: rejected", "Rejected records: Committer",
                                "deduplicate", "Deduplicate by orderid",
                                "table", "Order table: Writer",
                                "archive", "Archive: Writer",
                                "Sink Committer: archive", "Archive: Committer"));
    }

    /**
     * Chained operators see a checkpoint barrier after the same element. So the writer ends its
     * files exactly where the places change to the next epoch, and all files of an epoch's folder
     * become visible with the same checkpoint.
     */
    @Test
    void theArchivesWriterIsChainedToTheOperatorThatAssignsThePlaces() {
        assertThat(graph().getJobGraph().getVerticesSortedTopologicallyFromSources())
                .extracting(vertex -> vertex.getName())
                .containsExactly(
                        "Source: Kinesis stream -> Parse and validate",
                        "Rejected records: Writer -> Rejected records: Committer",
                        "Deduplicate by orderid -> Place in archive -> (Order table: Writer, "
                                + "Archive: Writer -> Archive: Committer)");
    }

    /** On Managed Flink, the job would fail if it changed one of these settings. */
    @Test
    void theJobDoesNotChangeSettingsOfTheCluster() {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        Map<String, String> before = settings(env);

        define(env);

        assertThat(settings(env)).isEqualTo(before);
    }

    private static Map<String, String> settings(StreamExecutionEnvironment env) {
        Map<String, String> settings = new TreeMap<>(env.getConfiguration().toMap());
        settings.putAll(new TreeMap<>(env.getCheckpointConfig().toConfiguration().toMap()));
        settings.put("parallelism", String.valueOf(env.getParallelism()));
        settings.put("max parallelism", String.valueOf(env.getMaxParallelism()));
        settings.put("execution", String.valueOf(env.getConfig().toConfiguration().toMap()));
        return settings;
    }

    private StreamGraph graph() {
        Configuration configuration = new Configuration();
        // Flink throws an exception if it would have to use Kryo for a type.
        configuration.setString("pipeline.generic-types", "false");
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setParallelism(2);
        define(env);
        return env.getStreamGraph();
    }

    private void define(StreamExecutionEnvironment env) {
        JobConfig config =
                JobConfig.of(
                        Map.of(
                                "source",
                                properties(
                                        "stream.arn",
                                        "arn:aws:kinesis:eu-west-1:123456789012:stream/orders"),
                                "table",
                                properties("name", "items", "region", "eu-west-1"),
                                "archive",
                                properties("bucket", "archive")));
        DataStream<StreamRecord> records = KinesisSource.records(env, config);
        URI root = directory.toUri();
        OrderPipeline.define(
                records,
                OrderTableSink.of(config),
                ArchiveSinks.archive(root),
                ArchiveSinks.rejected(root),
                16,
                Duration.ofHours(1));
    }

    private static Properties properties(String... keysAndValues) {
        Properties properties = new Properties();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.setProperty(keysAndValues[i], keysAndValues[i + 1]);
        }
        return properties;
    }
}
