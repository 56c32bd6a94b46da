package io.orderstream.job.functions;

import io.orderstream.model.storage.ArchiveLayout;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The archive folders of one epoch: one folder for each hour and slot. Each subtask of {@link
 * PlaceInArchive} has its own epochs. An epoch begins at the start of the subtask, or at a
 * checkpoint or savepoint, and lasts until the next checkpoint or savepoint. One object of this
 * class has the folders of the orders, and a second object has those of the events.
 *
 * <p>This class counts the bytes of each folder and applies the rolling policy of the archive's
 * FileSink. The counts tell in which file of FileSink's writer a line is, and at which byte of the
 * file the line begins.
 */
final class ArchiveEpoch {

    private static final long HOUR_SECONDS = 3600;

    private final String name;
    private final UnaryOperator<String> prefixOf;

    /** The folders by hour, then by slot. Each of them is an open bucket of FileSink. */
    private final Map<Long, Map<Integer, Folder>> folders = new HashMap<>();

    /**
     * An epoch without lines.
     *
     * @param prefixOf turns the path of an epoch's folder ({@link ArchiveLayout#epochFolder}) into
     *     a key prefix
     */
    ArchiveEpoch(String name, UnaryOperator<String> prefixOf) {
        this.name = name;
        this.prefixOf = prefixOf;
    }

    /** Counts a line and returns its folder. */
    Folder add(Instant receivedAt, int slot, int lineBytes) {
        Folder folder =
                folders.computeIfAbsent(
                                Math.floorDiv(receivedAt.getEpochSecond(), HOUR_SECONDS),
                                hour -> new HashMap<>())
                        .computeIfAbsent(
                                slot,
                                key ->
                                        new Folder(
                                                prefixOf.apply(
                                                        ArchiveLayout.epochFolder(
                                                                receivedAt, slot, name))));
        folder.add(lineBytes);
        return folder;
    }

    /** A folder, the length of its current file, and the place of its newest line. */
    static final class Folder {

        private final String prefix;
        private final long fullFileBytes;
        private int part;
        private long offset;
        private long bytes;

        private Folder(String prefix) {
            this.prefix = prefix;
            this.fullFileBytes = ArchiveLayout.fullFileBytes(prefix);
        }

        /** Adds a line. If the current file is full, the line begins a new file, as in FileSink. */
        private void add(int lineBytes) {
            if (bytes >= fullFileBytes) {
                part++;
                bytes = 0;
            }
            offset = bytes;
            bytes += lineBytes;
        }

        /** The prefix of the keys of the folder's files, with a slash at its end. */
        String prefix() {
            return prefix;
        }

        /**
         * The number of the file that has the newest line. FileSink's writer counts its files in a
         * folder from 0.
         */
        int part() {
            return part;
        }

        /** The byte at which the newest line begins in its file, from 0. */
        long offset() {
            return offset;
        }
    }
}
