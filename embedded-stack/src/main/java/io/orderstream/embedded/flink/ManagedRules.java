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
 * What Managed Service for Apache Flink decides for every application, and nobody can change: no
 * configuration in the job's code, RocksDB, exactly once, one checkpoint at a time, restarts with
 * exponential delay. The rest, such as the checkpoint interval, is the application's to set.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/managed-flink/latest/java/reference-flink-settings-title.html">Apache
 *     Flink settings</a>
 */
final class ManagedRules {

    private static final Map<String, String> FIXED =
            Map.of(
                    DeploymentOptions.PROGRAM_CONFIG_ENABLED.key(), "false",
                    StateBackendOptions.STATE_BACKEND.key(), "rocksdb",
                    CheckpointingOptions.INCREMENTAL_CHECKPOINTS.key(), "true",
                    CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE.key(), "EXACTLY_ONCE",
                    CheckpointingOptions.MAX_CONCURRENT_CHECKPOINTS.key(), "1",
                    RestartStrategyOptions.RESTART_STRATEGY.key(), "exponential-delay");

    private static final List<ConfigOption<Duration>> DURATIONS =
            List.of(
                    CheckpointingOptions.CHECKPOINTING_INTERVAL,
                    CheckpointingOptions.MIN_PAUSE_BETWEEN_CHECKPOINTS,
                    CheckpointingOptions.CHECKPOINTING_TIMEOUT);

    private ManagedRules() {}

    /**
     * The application's configuration, under the service's.
     *
     * @throws IllegalArgumentException if the application sets what the service decides, to
     *     something else
     */
    static Configuration apply(Map<String, String> application) {
        Map<String, String> all = new LinkedHashMap<>(application);
        FIXED.forEach(
                (key, value) -> {
                    String other = all.put(key, value);
                    if (other != null && !other.equals(value)) {
                        throw new IllegalArgumentException(
                                String.format(
                                        "Managed Flink fixes %s to %s; it cannot be %s",
                                        key, value, other));
                    }
                });
        for (ConfigOption<Duration> option : DURATIONS) {
            // The check for configuration in code compares texts: "2000 ms" would look like a
            // change to Flink's "2 s".
            all.computeIfPresent(
                    option.key(),
                    (key, value) ->
                            TimeUtils.formatWithHighestUnit(TimeUtils.parseDuration(value)));
        }
        return Configuration.fromMap(all);
    }
}
