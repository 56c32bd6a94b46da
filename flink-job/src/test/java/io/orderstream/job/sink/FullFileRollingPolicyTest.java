package io.orderstream.job.sink;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.flink.streaming.api.functions.sink.filesystem.PartFileInfo;
import org.junit.jupiter.api.Test;

class FullPartRollingPolicyTest {

    private final FullPartRollingPolicy<String> policy = new FullPartRollingPolicy<>(1_000);

    @Test
    void endsAFileThatFillsAPart() throws Exception {
        assertThat(policy.shouldRollOnEvent(fileOf(999), "next")).isFalse();
        assertThat(policy.shouldRollOnEvent(fileOf(1_000), "next")).isTrue();
        assertThat(policy.shouldRollOnEvent(fileOf(1_001), "next")).isTrue();
    }

    @Test
    void endsAnyFileWithACheckpoint() {
        assertThat(policy.shouldRollOnCheckpoint(fileOf(1))).isTrue();
    }

    @Test
    void endsNoFileBecauseOfItsAge() {
        assertThat(policy.shouldRollOnProcessingTime(fileOf(2_000), Long.MAX_VALUE)).isFalse();
    }

    private static PartFileInfo<String> fileOf(long bytes) {
        return new PartFileInfo<>() {
            @Override
            public String getBucketId() {
                return "dt=2026-11-23/hh=10/slot=07";
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
