package io.orderstream.job.records;

import io.orderstream.model.Received;
import java.util.Objects;

/** An order or event, and the place of its archive line. The DynamoDB item contains both. */
public final class PlacedRecord {

    private final Received received;
    private final String archive;
    private final int part;
    private final long offset;

    /** A record whose archive line goes to this place. The accessors describe the values. */
    public PlacedRecord(Received received, String archive, int part, long offset) {
        this.received = Objects.requireNonNull(received, "received");
        this.archive = Objects.requireNonNull(archive, "archive");
        this.part = part;
        this.offset = offset;
    }

    /** The order or event, and when it arrived on the stream. */
    public Received received() {
        return received;
    }

    /**
     * The folder of the line, as in {@code invoices/…/slot=07/1764365112345-0000000123/}. The last
     * part of the path is the name of the epoch. An epoch is the lines that one subtask of the job
     * wrote between two checkpoints.
     */
    public String archive() {
        return archive;
    }

    /** The number of the file that has the line. The writer counts its files in a folder from 0. */
    public int part() {
        return part;
    }

    /** The byte at which the line begins in its file, from 0. */
    public long offset() {
        return offset;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PlacedRecord
                && received.equals(((PlacedRecord) other).received)
                && archive.equals(((PlacedRecord) other).archive)
                && part == ((PlacedRecord) other).part
                && offset == ((PlacedRecord) other).offset;
    }

    @Override
    public int hashCode() {
        return Objects.hash(received, archive, part, offset);
    }

    @Override
    public String toString() {
        return "PlacedRecord[" + received + ", " + archive + " " + part + ":" + offset + "]";
    }
}
