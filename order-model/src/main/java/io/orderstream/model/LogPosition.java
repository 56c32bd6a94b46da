package io.orderstream.model;

/**
 * Where a record is in the log: its Kinesis sequence number and, if it came in an aggregate, its
 * index in the aggregate. All records of an order should have the same partition key: the order's
 * id. Then a record of an order has a higher position than the earlier records of the order, even
 * after a reshard.
 *
 * <pre>{@code
 * LogPosition.of("49671246", 3).value();
 * // 000000000000000000000000000000000000000000000000000049671246-0000000003
 * }</pre>
 */
public final class LogPosition implements Comparable<LogPosition> {

    /**
     * The maximum number of digits of a sequence number. Kinesis gives numbers of 56 digits today.
     */
    public static final int MAX_DIGITS = 60;

    private static final String EXPECTED =
            "sequence: expected "
                    + MAX_DIGITS
                    + " digits, a hyphen and 10 digits up to "
                    + Integer.MAX_VALUE;

    private static final int SUB_DIGITS = 10;
    private static final String ZEROS = "0".repeat(MAX_DIGITS);

    private final String value;

    private LogPosition(String value) {
        this.value = value;
    }

    /**
     * The position of a record.
     *
     * @param sequenceNumber the sequence number that Kinesis gave: 1 to 60 digits
     * @param subSequence the index in the aggregate, from 0; 0 if the record was not in an
     *     aggregate
     * @throws IllegalArgumentException if an argument is anything else
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
        String index = Integer.toString(subSequence);
        return new LogPosition(
                ZEROS.substring(length)
                        + sequenceNumber
                        + '-'
                        + ZEROS.substring(0, SUB_DIGITS - index.length())
                        + index);
    }

    /**
     * The position with this text.
     *
     * @throws IllegalArgumentException if the text does not have the form of {@link #value()}
     */
    public static LogPosition parse(String value) {
        int length = MAX_DIGITS + 1 + SUB_DIGITS;
        if (value.length() != length
                || value.charAt(MAX_DIGITS) != '-'
                || !areDigits(value, 0, MAX_DIGITS)
                || !areDigits(value, MAX_DIGITS + 1, length)) {
            throw new IllegalArgumentException(EXPECTED);
        }
        if (Long.parseLong(value.substring(MAX_DIGITS + 1)) > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(EXPECTED);
        }
        return new LogPosition(value);
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
        return value;
    }

    @Override
    public int compareTo(LogPosition other) {
        return value.compareTo(other.value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LogPosition && value.equals(((LogPosition) other).value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return value;
    }
}
