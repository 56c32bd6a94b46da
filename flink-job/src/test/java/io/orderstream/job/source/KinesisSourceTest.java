package io.orderstream.job.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.job.config.JobConfig;
import io.orderstream.job.records.StreamPosition;
import io.orderstream.job.records.StreamRecord;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class KinesisSourceTest {

    private final Map<String, String> source = new HashMap<>();

    private KinesisSourceTest() {
        source.put("stream.arn", "arn:aws:kinesis:eu-west-1:123456789012:stream/order-events");
    }

    @Test
    void theConnectorIsSetToStartAtTheOldestRecord_andToRetryCalls() {
        assertThat(KinesisSource.properties(config()))
                .isEqualTo(
                        Map.of(
                                "aws.region", "eu-west-1",
                                "aws.clientconfig.maxErrorRetry", "20",
                                "aws.clientconfig.socketTimeout", "10000",
                                "flink.stream.initpos", "TRIM_HORIZON",
                                "flink.shard.discovery.intervalmillis", "2000",
                                "flink.shard.getrecords.intervalmillis", "0",
                                "flink.shard.getrecords.maxretries", "10",
                                "flink.shard.getiterator.maxretries", "10"));
    }

    @Test
    void anEndpointIsPassedOn() {
        source.put("endpoint", "http://127.0.0.1:4567");

        assertThat(KinesisSource.properties(config()))
                .containsEntry("aws.endpoint", "http://127.0.0.1:4567");
    }

    @Test
    void aRecordKeepsItsBytesPositionPartitionKeyAndArrival() {
        byte[] data = {0, (byte) 0xff, 10};

        StreamRecord record =
                new StreamRecordSchema()
                        .deserialize(data, "k7", "4967", 1_795_428_672_480L, "orders", "shardId-3");

        assertThat(record)
                .isEqualTo(
                        new StreamRecord(
                                new byte[] {0, (byte) 0xff, 10},
                                new StreamPosition("shardId-3", "4967"),
                                "k7",
                                Instant.ofEpochMilli(1_795_428_672_480L)));
    }

    private JobConfig config() {
        return JobConfig.of(
                Map.of(
                        "source", properties(source),
                        "table", properties(Map.of("name", "items", "region", "eu-central-1")),
                        "archive", properties(Map.of("bucket", "archive"))));
    }

    private static Properties properties(Map<String, String> values) {
        Properties properties = new Properties();
        properties.putAll(values);
        return properties;
    }
}
