package io.orderstream.job.records;

import io.orderstream.model.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInfo;

/** A record that is not an order, what is wrong with it, and the record itself, unchanged. */
@TypeInfo(RejectedRecordSerializer.TypeFactory.class)
public final class RejectedRecord {

    /** Why a record was rejected. */
    public enum Reason {
        /** The bytes are no order, or an invalid one. */
        INVALID("invalid"),
        /** The record is larger than any order may be; it was not looked into. */
        TOO_LARGE("too-large");

        private final String text;

        Reason(String text) {
            this.text = text;
        }

        /** How the reason is written in the file of rejected records. */
        public String text() {
            return text;
        }
    }

    /** More problems than these are counted, not listed. */
    static final int MAX_PROBLEMS = 100;

    private final Reason reason;
    private final List<Problem> problems;
    private final StreamRecord record;

    /**
     * A rejected record. Of very many problems the first hundred are kept and the others are
     * counted in one more, since a record can be made to have tens of thousands.
     */
    public RejectedRecord(Reason reason, List<Problem> problems, StreamRecord record) {
        this.reason = Objects.requireNonNull(reason, "reason");
        this.problems = shorten(problems);
        this.record = Objects.requireNonNull(record, "record");
    }

    private static List<Problem> shorten(List<Problem> problems) {
        // One more than the limit is what this method itself makes, and a copy of it must be equal.
        if (problems.size() <= MAX_PROBLEMS + 1) {
            return List.copyOf(problems);
        }
        List<Problem> first = new ArrayList<>(problems.subList(0, MAX_PROBLEMS));
        first.add(
                new Problem(
                        Problem.ROOT,
                        "fewer problems, of which " + MAX_PROBLEMS + " are listed",
                        problems.size() + " problems"));
        return List.copyOf(first);
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
