package io.orderstream.benchmark.sinks;

import java.util.regex.Pattern;

/** What of a run uses the processors, by the names of its threads. */
enum Part {
    /** To make, sign and send requests to the table, and to read the answers. */
    TABLE_REQUESTS(
            "the table's requests",
            "order-table-client|" + BareClients.LOOP + "|aws-java-sdk-NettyEventLoop|sdk-"),
    /** The operators from the deduplication on, in one thread: with items and archive lines. */
    TASK("the task: marks, items, archive lines", "Deduplicate"),
    /** Generated records, and their parsing, which is chained to it. */
    SOURCE("the source: records made and parsed", "Source"),
    /** What would be another machine's in production. */
    STAND_INS("the stand-ins", "stand-in|CompletableFutureDelayScheduler"),
    /** Uploads, checkpoints, RocksDB's threads, the garbage collector and the compiler. */
    REST("uploads, checkpoints, and the virtual machine", "");

    private final String shown;
    private final Pattern threads;

    Part(String shown, String threads) {
        this.shown = shown;
        this.threads = Pattern.compile(threads);
    }

    /** In a table's head. */
    String shown() {
        return shown;
    }

    /** Of a thread of this name. */
    static Part of(String thread) {
        for (Part part : values()) {
            if (part.threads.matcher(thread).lookingAt()) {
                return part;
            }
        }
        throw new IllegalStateException("The last part takes every thread: " + thread);
    }
}
