package io.orderstream.job.functions;

import io.orderstream.model.storage.ArchiveLayout;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * One epoch of a subtask: the time between two checkpoints, in which all its lines of one hour and
 * slot go to one folder. It counts the bytes of each folder by the rule of the archive's FileSink,
 * and so knows which of the writer's files a line is in, and where in it.
 */
final class ArchiveEpoch {

    private static final long HOUR_SECONDS = 3600;

    private final String name;
    private final long maxFileBytes;

    /** By hour, then by slot. In an epoch there are as many as FileSink has open buckets. */
    private final Map<Long, Map<Integer, Folder>> folders = new HashMap<>();

    /**
     * An epoch without a line.
     *
     * @param name from {@link ArchiveLayout#epoch}
     * @param maxFileBytes a file that has so many bytes gets no further line
     */
    ArchiveEpoch(String name, long maxFileBytes) {
        this.name = name;
        this.maxFileBytes = maxFileBytes;
    }

    /** The folder of a line, in which the line is counted from now on. */
    Folder add(Instant receivedAt, int slot, int lineBytes) {
        Folder folder =
                folders.computeIfAbsent(
                                Math.floorDiv(receivedAt.getEpochSecond(), HOUR_SECONDS),
                                hour -> new HashMap<>())
                        .computeIfAbsent(
                                slot,
                                any ->
                                        new Folder(
                                                ArchiveLayout.epochFolder(receivedAt, slot, name)));
        folder.add(lineBytes, maxFileBytes);
        return folder;
    }

    /** A folder and the length of its current file. */
    static final class Folder {

        private final String bucket;
        private final String prefix;
        private int part;
        private long offset;
        private long bytes;

        private Folder(String bucket) {
            this.bucket = bucket;
            this.prefix = ArchiveLayout.invoicePrefix(bucket);
        }

        /** As FileSink does it: the file is as long as it is without this line, or it is ended. */
        private void add(int lineBytes, long maxFileBytes) {
            if (bytes >= maxFileBytes) {
                part++;
                bytes = 0;
            }
            offset = bytes;
            bytes += lineBytes;
        }

        /** FileSink's bucket id. */
        String bucket() {
            return bucket;
        }

        /** What the keys of the folder's files begin with, with a closing slash. */
        String prefix() {
            return prefix;
        }

        /** Which of the writer's files the newest line is in, from 0. */
        int part() {
            return part;
        }

        /** At which byte of that file the newest line begins. */
        long offset() {
            return offset;
        }
    }
}
