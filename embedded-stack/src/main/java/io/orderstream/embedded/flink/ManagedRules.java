package io.orderstream.embedded.flink;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.util.TimeUtils;

/**
 * The settings that Managed Service for Apache Flink fixes for every application: no configuration
 * in the job's code, RocksDB with incremental checkpoints, exactly once, one checkpoint at a time,
 * and restarts with exponential delay. The application sets the rest, such as the checkpoint
 * interval.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/managed-flink/latest/java/reference-flink-settings-title.html">Apache
 *     Flink settings</a>
 */
final class ManagedRules {

    private static final Map<String, String> FIXED_SETTINGS =
            Map.of(
                    DeploymentOptions.PROGRAM_CONFIG_ENABLED.key(), "false",
                    StateBackendOptions.STATE_BACKEND.key(), "rocksdb",
                    CheckpointingOptions.INCREMENTAL_CHECKPOINTS.key(), "true",
                    CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE.key(), "EXACTLY_ONCE",
                    CheckpointingOptions.MAX_CONCURRENT_CHECKPOINTS.key(), "1",
                    RestartStrategyOptions.RESTART_STRATEGY.key(), "exponential-delay");

    private static final List<ConfigOption<Duration>> DURATION_SETTINGS =
            List.of(
                    CheckpointingOptions.CHECKPOINTING_INTERVAL,
                    CheckpointingOptions.MIN_PAUSE_BETWEEN_CHECKPOINTS,
                    CheckpointingOptions.CHECKPOINTING_TIMEOUT);

    private ManagedRules() {}

    /**
     * The application's configuration together with the fixed settings.
     *
     * @throws IllegalArgumentException if the application sets another value for a fixed setting
     */
    static Configuration apply(Map<String, String> application) {
        Map<String, String> all = new LinkedHashMap<>(application);
        FIXED_SETTINGS.forEach(
                (key, value) -> {
                    String other = all.put(key, value);
                    if (other != null && !other.equals(value)) {
                        throw new IllegalArgumentException(
                                String.format(
                                        "Managed Flink fixes %s to %s; it cannot be %s",
                                        key, value, other));
                    }
                });
        for (ConfigOption<Duration> option : DURATION_SETTINGS) {
            // Flink compares texts to find out whether a job's code changes the configuration. So
            // durations are written as Flink writes them: "2 s" and not "2000 ms".
            all.computeIfPresent(
                    option.key(),
                    (key, value) ->
                            TimeUtils.formatWithHighestUnit(TimeUtils.parseDuration(value)));
        }
        return Configuration.fromMap(all);
    }
}
