package io.orderstream.embedded.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ManagedRulesTest {

    @Test
    void addsTheFixedSettings() {
        assertThat(ManagedRules.apply(Map.of()).toMap())
                .isEqualTo(
                        Map.of(
                                "execution.program-config.enabled", "false",
                                "state.backend.type", "rocksdb",
                                "execution.checkpointing.incremental", "true",
                                "execution.checkpointing.mode", "EXACTLY_ONCE",
                                "execution.checkpointing.max-concurrent-checkpoints", "1",
                                "restart-strategy.type", "exponential-delay"));
    }

    @Test
    void keepsOtherSettings_withDurationsAsFlinkPrintsThem() {
        assertThat(
                        ManagedRules.apply(
                                        Map.of(
                                                "execution.checkpointing.interval", "60000 ms",
                                                "execution.checkpointing.min-pause", "5s",
                                                "execution.checkpointing.timeout", "600000",
                                                "pipeline.max-parallelism", "128"))
                                .toMap())
                .containsEntry("execution.checkpointing.interval", "1 min")
                .containsEntry("execution.checkpointing.min-pause", "5 s")
                .containsEntry("execution.checkpointing.timeout", "10 min")
                .containsEntry("pipeline.max-parallelism", "128");
    }

    @Test
    void refusesAnotherValueForAFixedSetting() {
        assertThatThrownBy(() -> ManagedRules.apply(Map.of("state.backend.type", "hashmap")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Managed Flink fixes state.backend.type to rocksdb; it cannot be hashmap");
    }
}
