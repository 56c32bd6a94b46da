package io.orderstream.job.records;

import java.util.Arrays;
import java.util.Objects;

/**
 * A line of the archive and the folder it goes to. The bytes are not copied; nobody changes them.
 */
public final class ArchiveLine {

    private final String folder;
    private final byte[] bytes;

    /**
     * A line.
     *
     * @param folder below the archive's root: the bucket id of the archive's FileSink
     * @param bytes UTF-8, with the line end
     */
    public ArchiveLine(String folder, byte[] bytes) {
        this.folder = Objects.requireNonNull(folder, "folder");
        this.bytes = Objects.requireNonNull(bytes, "bytes");
    }

    /** The bucket id: {@code dt=2026-11-23/hh=10/slot=07/1764365112345-0000000123}. */
    public String folder() {
        return folder;
    }

    /** The line with its end, in UTF-8. */
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ArchiveLine
                && folder.equals(((ArchiveLine) other).folder)
                && Arrays.equals(bytes, ((ArchiveLine) other).bytes);
    }

    @Override
    public int hashCode() {
        return 31 * folder.hashCode() + Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "ArchiveLine[" + folder + ", " + bytes.length + " bytes]";
    }
}
