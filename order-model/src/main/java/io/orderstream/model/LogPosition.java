package io.orderstream.model;

/**
 * Where a record is in the log: its Kinesis sequence number and, if it came in an aggregate, its
 * place in the aggregate. The records of one order have one partition key, so their positions
 * increase, also after a reshard.
 *
 * <pre>{@code
 * LogPosition.of("49671246", 3).value();
 * // 000000000000000000000000000000000000000000000000000049671246-0000000003
 * }</pre>
 */
public final class LogPosition implements Comparable<LogPosition> {

    /** The most digits of a sequence number. Kinesis gives numbers of 56 digits today. */
    public static final int MAX_DIGITS = 60;

    private static final String EXPECTED =
            "sequence: expected " + MAX_DIGITS + " digits, a hyphen and 10 digits";

    private static final int SUB_DIGITS = 10;
    private static final String ZEROS = "0".repeat(MAX_DIGITS);

    /** The sequence number without leading zeros. */
    private final String sequenceNumber;

    private final int subSequence;

    private LogPosition(String sequenceNumber, int subSequence) {
        this.sequenceNumber = sequenceNumber;
        this.subSequence = subSequence;
    }

    /**
     * The position of a record.
     *
     * @param sequenceNumber the sequence number that Kinesis gave: 1 to 60 digits
     * @param subSequence the index in the aggregate, from 0; 0 if the record was not in an
     *     aggregate
     * @throws IllegalArgumentException if they are anything else
     */
    public static LogPosition of(String sequenceNumber, int subSequence) {
        int length = sequenceNumber.length();
        if (length == 0 || length > MAX_DIGITS || !areDigits(sequenceNumber, 0, length)) {
            throw new IllegalArgumentException(
                    "Sequence number: expected 1 to " + MAX_DIGITS + " digits");
        }
        if (subSequence < 0) {
            throw new IllegalArgumentException("Index in the aggregate: expected 0 or more");
        }
        int zeros = 0;
        while (zeros < length && sequenceNumber.charAt(zeros) == '0') {
            zeros++;
        }
        return new LogPosition(sequenceNumber.substring(zeros), subSequence);
    }

    /**
     * The position with this text.
     *
     * @throws IllegalArgumentException if {@link #value()} does not return such texts
     */
    public static LogPosition parse(String value) {
        int length = MAX_DIGITS + 1 + SUB_DIGITS;
        if (value.length() != length
                || value.charAt(MAX_DIGITS) != '-'
                || !areDigits(value, 0, MAX_DIGITS)
                || !areDigits(value, MAX_DIGITS + 1, length)) {
            throw new IllegalArgumentException(EXPECTED);
        }
        long subSequence = Long.parseLong(value.substring(MAX_DIGITS + 1));
        if (subSequence > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(EXPECTED);
        }
        return of(value.substring(0, MAX_DIGITS), (int) subSequence);
    }

    private static boolean areDigits(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    /**
     * The text that keys and documents show: 60 digits, a hyphen, 10 digits. Texts sort like
     * positions.
     */
    public String value() {
        String index = Integer.toString(subSequence);
        return ZEROS.substring(sequenceNumber.length())
                + sequenceNumber
                + '-'
                + ZEROS.substring(0, SUB_DIGITS - index.length())
                + index;
    }

    @Override
    public int compareTo(LogPosition other) {
        int byLength = Integer.compare(sequenceNumber.length(), other.sequenceNumber.length());
        if (byLength != 0) {
            return byLength;
        }
        int byNumber = sequenceNumber.compareTo(other.sequenceNumber);
        return byNumber != 0 ? byNumber : Integer.compare(subSequence, other.subSequence);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LogPosition
                && sequenceNumber.equals(((LogPosition) other).sequenceNumber)
                && subSequence == ((LogPosition) other).subSequence;
    }

    @Override
    public int hashCode() {
        return 31 * sequenceNumber.hashCode() + subSequence;
    }

    @Override
    public String toString() {
        return value();
    }
}
