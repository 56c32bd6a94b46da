package io.orderstream.benchmark.archive;

import io.orderstream.job.sink.ArchiveSinks;

/** How files are written, and how the function looks for a line in them. */
enum Way {
    NOW("now", ArchiveSinks.MAX_INVOICE_FILE_BYTES, false),
    OLD_FILES("now, in files written before", Long.MAX_VALUE, false),
    BEFORE("before", Long.MAX_VALUE, true);

    private final String shown;
    private final long maxFileBytes;
    private final boolean asBefore;

    Way(String shown, long maxFileBytes, boolean asBefore) {
        this.shown = shown;
        this.maxFileBytes = maxFileBytes;
        this.asBefore = asBefore;
    }

    String shown() {
        return shown;
    }

    long maxFileBytes() {
        return maxFileBytes;
    }

    boolean asBefore() {
        return asBefore;
    }
}
