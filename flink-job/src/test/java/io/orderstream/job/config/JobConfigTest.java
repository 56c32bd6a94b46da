package io.orderstream.job.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobConfigTest {

    private final Map<String, Properties> groups = new HashMap<>();

    private JobConfigTest() {
        set("source", "stream.arn", "arn:aws:kinesis:eu-west-1:123456789012:stream/order-events");
        set("table", "name", "order-items");
        set("table", "region", "eu-central-1");
        set("archive", "bucket", "order-archive");
    }

    @Test
    void requiredPropertiesAreMapped_andTheOthersHaveDefaults() {
        JobConfig config = JobConfig.of(groups);

        assertThat(config.streamName()).isEqualTo("order-events");
        assertThat(config.streamRegion()).isEqualTo("eu-west-1");
        assertThat(config.streamEndpoint()).isEmpty();
        assertThat(config.tableName()).isEqualTo("order-items");
        assertThat(config.tableRegion()).isEqualTo("eu-central-1");
        assertThat(config.tableEndpoint()).isEmpty();
        assertThat(config.archiveRoot()).isEqualTo(URI.create("s3a://order-archive/"));
        assertThat(config.archiveSlots()).isEqualTo(16);
        assertThat(config.deduplicationTtl()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void optionalPropertiesAreMapped() {
        set("source", "endpoint", "http://127.0.0.1:4567");
        set("table", "endpoint", "https://localhost:8000");
        set("archive", "slots", "24");
        set("pipeline", "deduplication.ttl", "P2DT3H");

        JobConfig config = JobConfig.of(groups);

        assertThat(config.streamEndpoint()).contains(URI.create("http://127.0.0.1:4567"));
        assertThat(config.tableEndpoint()).contains(URI.create("https://localhost:8000"));
        assertThat(config.archiveSlots()).isEqualTo(24);
        assertThat(config.deduplicationTtl()).isEqualTo(Duration.ofHours(51));
    }

    @Test
    void deduplicationCanBeOff() {
        set("pipeline", "deduplication.ttl", "PT0S");

        assertThat(JobConfig.of(groups).deduplicationTtl()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "arn:aws-cn:kinesis:cn-north-1:123456789012:stream/a, cn-north-1, a",
        "arn:aws-us-gov:kinesis:us-gov-west-1:123456789012:stream/A_b.c-9, us-gov-west-1, A_b.c-9"
    })
    void arnsOfOtherAwsPartitionsAreAccepted(String arn, String region, String name) {
        set("source", "stream.arn", arn);

        JobConfig config = JobConfig.of(groups);

        assertThat(config.streamRegion()).isEqualTo(region);
        assertThat(config.streamName()).isEqualTo(name);
    }

    @Test
    void missingPropertiesAreListedInOneMessage() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JobConfig.of(Map.of()))
                .withMessage(
                        "Invalid runtime properties:"
                                + "\n  source/stream.arn: expected the ARN of a Kinesis data stream,"
                                + " found nothing"
                                + "\n  table/name: expected 3 to 255 characters of [A-Za-z0-9_.-],"
                                + " found nothing"
                                + "\n  table/region: expected an AWS region, found nothing"
                                + "\n  archive/bucket: expected the name of an S3 bucket, found"
                                + " nothing");
    }

    @Test
    void wrongPropertiesAreListedInOneMessage() {
        set("source", "stream.arn", "order-events");
        set("source", "endpoint", "127.0.0.1:4567");
        set("table", "name", "it");
        set("table", "region", "Frankfurt");
        set("table", "endpoint", "http://localhost/path");
        set("archive", "bucket", "s3://order-archive");
        set("archive", "slots", "0");
        set("pipeline", "deduplication.ttl", "-PT1S");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> JobConfig.of(groups))
                .withMessage(
                        "Invalid runtime properties:"
                                + "\n  source/stream.arn: expected the ARN of a Kinesis data stream,"
                                + " found \"order-events\""
                                + "\n  source/endpoint: expected an http or https URL without a"
                                + " path, found \"127.0.0.1:4567\""
                                + "\n  table/name: expected 3 to 255 characters of [A-Za-z0-9_.-],"
                                + " found \"it\""
                                + "\n  table/region: expected an AWS region, found \"Frankfurt\""
                                + "\n  table/endpoint: expected an http or https URL without a path,"
                                + " found \"http://localhost/path\""
                                + "\n  archive/bucket: expected the name of an S3 bucket, found"
                                + " \"s3://order-archive\""
                                + "\n  archive/slots: expected a whole number from 1 to 128, found"
                                + " \"0\""
                                + "\n  pipeline/deduplication.ttl: expected an ISO-8601 duration"
                                + " from PT0S (off) to P30D, found \"-PT1S\"");
    }

    @Test
    void unknownGroupsAndKeysAreListedWithTheKnownOnes() {
        set("sink", "name", "x");
        set("table", "tablename", "y");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> JobConfig.of(groups))
                .withMessage(
                        "Invalid runtime properties:"
                                + "\n  sink: expected one of the groups [archive, pipeline, source,"
                                + " table], found an unknown group"
                                + "\n  table/tablename: expected one of the keys [name, region,"
                                + " endpoint], found an unknown key");
    }

    @Test
    void groupsOfManagedFlinkAreIgnored() {
        set("kinesis.analytics.flink.run.options", "jarfile", "x.jar");

        assertThat(JobConfig.of(groups).streamName()).isEqualTo("order-events");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "128"})
    void theFewestAndTheMostSlotsAreAccepted(String slots) {
        set("archive", "slots", slots);

        assertThat(JobConfig.of(groups).archiveSlots()).isEqualTo(Integer.parseInt(slots));
    }

    @Test
    void theKeysAreThese_andOnlyTheEndpointsAreForLocalUse() {
        assertThat(JobConfig.keys())
                .isEqualTo(
                        Map.of(
                                "source",
                                Set.of("stream.arn", "endpoint"),
                                "table",
                                Set.of("name", "region", "endpoint"),
                                "archive",
                                Set.of("bucket", "slots"),
                                "pipeline",
                                Set.of("deduplication.ttl")));
        assertThat(JobConfig.localKeys())
                .isEqualTo(Map.of("source", Set.of("endpoint"), "table", Set.of("endpoint")));
    }

    private void set(String group, String key, String value) {
        groups.computeIfAbsent(group, name -> new Properties()).setProperty(key, value);
    }
}
