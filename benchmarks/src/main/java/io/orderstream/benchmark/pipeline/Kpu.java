package io.orderstream.benchmark.pipeline;

import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;

/**
 * A cluster of KPUs: what Managed Flink configures, and what a subtask has there, which runs one on
 * each KPU of a core and 4 GB.
 */
public final class Kpu {

    /**
     * Half of a KPU's native memory. AWS says that of its 4 GB three are heap and one is native (<a
     * href="https://docs.aws.amazon.com/managed-flink/latest/java/how-resources.html">application
     * resources</a>), which RocksDB shares with network buffers, metaspace and the virtual machine;
     * it does not say how. With a quarter of this RocksDB may read its indexes again and again:
     * docs/decisions/0011-marks-with-a-time-to-live.md.
     */
    static final int MANAGED_MEMORY_MIB = 512;

    private Kpu() {}

    /**
     * The configuration of a cluster with one for each subtask.
     *
     * @param backend of the state, {@code rocksdb} as deployed
     * @param directory where checkpoints go
     */
    public static Configuration configuration(
            String backend, Duration checkpointInterval, int parallelism, Path directory) {
        Configuration configuration = new Configuration();
        configuration.set(StateBackendOptions.STATE_BACKEND, backend);
        configuration.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, checkpointInterval);
        configuration.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, directory.toUri().toString());
        configuration.set(
                TaskManagerOptions.MANAGED_MEMORY_SIZE,
                MemorySize.ofMebiBytes((long) MANAGED_MEMORY_MIB * parallelism));
        return configuration;
    }
}
