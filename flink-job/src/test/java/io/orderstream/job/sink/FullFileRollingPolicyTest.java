package io.orderstream.job.sink;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.flink.streaming.api.functions.sink.filesystem.PartFileInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FullFileRollingPolicyTest {

    private final FullFileRollingPolicy<String> policy = new FullFileRollingPolicy<>();

    /** A file is full at 5 MiB of orders, or at 128 MiB of events. */
    @ParameterizedTest
    @CsvSource({"invoices, 5242880", "events, 134217728"})
    void endsAFullFile(String archive, long full) throws Exception {
        assertThat(policy.shouldRollOnEvent(fileOf(archive, full - 1), "next")).isFalse();
        assertThat(policy.shouldRollOnEvent(fileOf(archive, full), "next")).isTrue();
        assertThat(policy.shouldRollOnEvent(fileOf(archive, full + 1), "next")).isTrue();
    }

    @Test
    void endsAnyFileWithACheckpoint() {
        assertThat(policy.shouldRollOnCheckpoint(fileOf("events", 1))).isTrue();
    }

    @Test
    void endsNoFileBecauseOfItsAge() {
        assertThat(policy.shouldRollOnProcessingTime(fileOf("invoices", 6 << 20), Long.MAX_VALUE))
                .isFalse();
    }

    private static PartFileInfo<String> fileOf(String archive, long bytes) {
        return new PartFileInfo<>() {
            @Override
            public String getBucketId() {
                return archive + "/dt=2026-11-23/hh=10/slot=00/1764365112345-0000000123/";
            }

            @Override
            public long getCreationTime() {
                return 1;
            }

            @Override
            public long getSize() {
                return bytes;
            }

            @Override
            public long getLastUpdateTime() {
                return 2;
            }
        };
    }
}
