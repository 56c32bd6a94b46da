package io.orderstream.job.records;

import io.orderstream.model.wire.Problem;
import java.util.List;
import java.util.Objects;

/** A record that is not an order, what is wrong with it, and the record itself, unchanged. */
public final class RejectedRecord {

    /** Why a record was rejected. */
    public enum Reason {
        /** The bytes are no order, or an invalid one. */
        INVALID("invalid"),
        /** The record is larger than any order may be; it was not looked into. */
        TOO_LARGE("too-large"),
        /** An aggregate whose records could not be taken out of it. */
        UNSOUND_AGGREGATE("unsound-aggregate"),
        /** The parser failed on the record, which is a fault of this job, valid or not. */
        PARSER_FAILED("parser-failed");

        private final String text;

        Reason(String text) {
            this.text = text;
        }

        /** How the reason is written in the file of rejected records. */
        public String text() {
            return text;
        }
    }

    private final Reason reason;
    private final List<Problem> problems;
    private final StreamRecord record;

    /** A rejected record; the parser has already limited how many problems it lists. */
    public RejectedRecord(Reason reason, List<Problem> problems, StreamRecord record) {
        this.reason = Objects.requireNonNull(reason, "reason");
        this.problems = List.copyOf(problems);
        this.record = Objects.requireNonNull(record, "record");
    }

    public Reason reason() {
        return reason;
    }

    /** What is wrong, never nothing. */
    public List<Problem> problems() {
        return problems;
    }

    /** The record as it was read. */
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
