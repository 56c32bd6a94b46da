package io.orderstream.benchmark.pipeline;

import java.time.Duration;

/** What is run. */
enum Variant {
    CEILING("ceiling: the same graph, identity functions", "hashmap", Duration.ZERO),
    WITHOUT_DEDUPLICATION("the job, no deduplication", "hashmap", Duration.ZERO),
    HEAP("the job, state on the heap", "hashmap", Duration.ofHours(1)),
    ROCKSDB("the job, state in RocksDB, as deployed", "rocksdb", Duration.ofHours(1));

    private final String shown;
    private final String backend;
    private final Duration deduplication;

    Variant(String shown, String backend, Duration deduplication) {
        this.shown = shown;
        this.backend = backend;
        this.deduplication = deduplication;
    }

    String shown() {
        return shown;
    }

    /** Flink's name of the state backend. */
    String backend() {
        return backend;
    }

    Duration deduplication() {
        return deduplication;
    }
}
