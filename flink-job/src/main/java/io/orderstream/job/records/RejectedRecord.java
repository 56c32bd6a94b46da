package io.orderstream.job.records;

import io.orderstream.model.wire.Problem;
import java.util.List;
import java.util.Objects;

/** A record that the job rejected, with the reason and the problems. The record is unchanged. */
public final class RejectedRecord {

    /** Why a record was rejected. */
    public enum Reason {
        /** The bytes are neither a valid order nor a valid event. */
        INVALID("invalid"),
        /** The record is larger than the API allows for an order or event. It was not parsed. */
        TOO_LARGE("too-large"),
        /** The record is an aggregate that the job does not unpack. */
        UNSOUND_AGGREGATE("unsound-aggregate"),
        /** The parser failed on the record. That is a fault of this job. */
        PARSER_FAILED("parser-failed");

        private final String text;

        Reason(String text) {
            this.text = text;
        }

        /** The reason as it is written to the files in {@code rejected/}. */
        public String text() {
            return text;
        }
    }

    private final Reason reason;
    private final List<Problem> problems;
    private final StreamRecord record;

    /** A rejected record. The parser has already limited the number of problems. */
    public RejectedRecord(Reason reason, List<Problem> problems, StreamRecord record) {
        this.reason = Objects.requireNonNull(reason, "reason");
        this.problems = List.copyOf(problems);
        this.record = Objects.requireNonNull(record, "record");
    }

    /** Why the record was rejected. */
    public Reason reason() {
        return reason;
    }

    /** What is wrong with the record: at least one problem. */
    public List<Problem> problems() {
        return problems;
    }

    /** The record, unchanged. */
    public StreamRecord record() {
        return record;
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof RejectedRecord)) {
            return false;
        }
        RejectedRecord that = (RejectedRecord) other;
        return reason == that.reason
                && problems.equals(that.problems)
                && record.equals(that.record);
    }

    @Override
    public int hashCode() {
        return Objects.hash(reason, record);
    }

    @Override
    public String toString() {
        return "RejectedRecord[" + reason.text() + ", " + record + "]";
    }
}
