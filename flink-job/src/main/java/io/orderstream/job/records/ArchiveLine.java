package io.orderstream.job.records;

import java.util.Arrays;
import java.util.Objects;

/**
 * A line of the archive and its folder. The bytes are not copied, so callers must not change them.
 */
public final class ArchiveLine {

    private final String folder;
    private final byte[] bytes;

    /** A line. The accessors describe the values. */
    public ArchiveLine(String folder, byte[] bytes) {
        this.folder = Objects.requireNonNull(folder, "folder");
        this.bytes = Objects.requireNonNull(bytes, "bytes");
    }

    /**
     * The folder of the line, as in {@code invoices/…/slot=07/1764365112345-0000000123/}: see
     * {@link PlacedRecord#archive}.
     */
    public String folder() {
        return folder;
    }

    /** The line in UTF-8, with its line end. */
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
