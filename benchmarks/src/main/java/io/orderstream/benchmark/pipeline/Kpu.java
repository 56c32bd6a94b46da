package io.orderstream.benchmark.pipeline;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;

/**
 * What a subtask has on Managed Flink, which runs one on each KPU: a core and 4 GB.
 *
 * <p>With much less RocksDB is another program. Its cache is split into up to 64 parts, and the
 * index of a file of 64 MB must fit one of them, or it is read from the file again for each order:
 * with 128 MiB a core fell from 125,000 orders a second to 20,000 after two million.
 */
public final class Kpu {

    /**
     * Flink's defaults make it 1.3 of 4 GB: 40 % of what metaspace and overhead leave. Whether
     * Managed Flink keeps to them it does not say.
     */
    static final int MANAGED_MEMORY_MIB = 1024;

    private Kpu() {}

    /** Gives RocksDB what so many KPUs would. */
    public static void configure(Configuration configuration, int parallelism) {
        configuration.set(
                TaskManagerOptions.MANAGED_MEMORY_SIZE,
                MemorySize.ofMebiBytes((long) MANAGED_MEMORY_MIB * parallelism));
    }
}
