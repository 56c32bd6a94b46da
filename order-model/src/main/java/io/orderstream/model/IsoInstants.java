package io.orderstream.model;

import io.orderstream.model.json.JsonBytes;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * Reads and writes date-times in the forms that nearly every order has. The formatters of {@code
 * java.time} take ten times as long, so this class and {@code OrderDateRule} use them only for
 * other forms.
 */
public final class IsoInstants {

    private static final int SECONDS_OF_DAY = 86_400;
    private static final int MAX_YEAR = 9999;
    private static final int MAX_FRACTION_DIGITS = 9;
    private static final int LONGEST = "2026-11-23T10:11:12.123456789Z".length();

    private IsoInstants() {}

    /**
     * The same text as {@link Instant#toString()}.
     *
     * <pre>{@code
     * IsoInstants.of(Instant.EPOCH); // 1970-01-01T00:00:00Z
     * }</pre>
     */
    public static String of(Instant instant) {
        LocalDate date =
                LocalDate.ofEpochDay(Math.floorDiv(instant.getEpochSecond(), SECONDS_OF_DAY));
        if (date.getYear() < 0 || date.getYear() > MAX_YEAR) {
            return instant.toString();
        }
        int second = Math.floorMod(instant.getEpochSecond(), SECONDS_OF_DAY);
        byte[] text = new byte[LONGEST];
        int end = putDate(text, date);
        text[end++] = 'T';
        end = putDigits(text, end, second / 3600, 2);
        text[end++] = ':';
        end = putDigits(text, end, second / 60 % 60, 2);
        text[end++] = ':';
        end = putDigits(text, end, second % 60, 2);
        end = putFraction(text, end, instant.getNano());
        text[end++] = 'Z';
        return new String(text, 0, end, StandardCharsets.ISO_8859_1);
    }

    /**
     * The same as {@link #of(Instant)}, but faster, for an instant that was read from a text. Most
     * texts already have the form of {@link #of(Instant)} and are returned unchanged.
     *
     * @param text the text of this instant, in a form that {@link #parse} or {@code OrderDateRule}
     *     accepts
     */
    public static String of(Instant instant, String text) {
        int last = text.length() - 1;
        int zone = indexOfZ(instant);
        char end = text.charAt(last);
        // The form that of(Instant) writes is the only accepted form with a `T`, a `Z` and this
        // length.
        if (end == 'Z' && last == zone && text.charAt(10) == 'T') {
            return text;
        }
        // A text without a zone. The colon shows that the time is like "10:11:12", and not like
        // "10:11+01", which has the same length.
        boolean local = last + 1 == zone && end >= '0' && end <= '9' && text.charAt(16) == ':';
        return local ? withSeparatorAndZone(text) : of(instant);
    }

    private static String withSeparatorAndZone(String digits) {
        byte[] text = new byte[digits.length() + 1];
        JsonBytes.copyAscii(digits, digits.length(), text, 0);
        text[10] = 'T';
        text[digits.length()] = 'Z';
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    /** The index of the {@code Z} in the text of {@link #of(Instant)}. */
    @SuppressWarnings("JavaInstantGetSecondsGetNano") // The index depends only on the fraction.
    private static int indexOfZ(Instant instant) {
        int nano = instant.getNano();
        if (nano == 0) {
            return 19;
        }
        return nano % 1_000_000 == 0 ? 23 : nano % 1_000 == 0 ? 26 : 29;
    }

    /** Writes a date such as {@code 2026-11-23}. Returns the position after it. */
    private static int putDate(byte[] text, LocalDate date) {
        int end = putDigits(text, 0, date.getYear(), 4);
        text[end++] = '-';
        end = putDigits(text, end, date.getMonthValue(), 2);
        text[end++] = '-';
        return putDigits(text, end, date.getDayOfMonth(), 2);
    }

    /**
     * Writes a fraction of 0, 3, 6 or 9 digits, as few as possible. Returns the position after it.
     */
    private static int putFraction(byte[] text, int start, int nano) {
        if (nano == 0) {
            return start;
        }
        text[start] = '.';
        if (nano % 1_000_000 == 0) {
            return putDigits(text, start + 1, nano / 1_000_000, 3);
        }
        return nano % 1_000 == 0
                ? putDigits(text, start + 1, nano / 1_000, 6)
                : putDigits(text, start + 1, nano, 9);
    }

    /** Returns the position after the digits. */
    private static int putDigits(byte[] text, int start, int number, int digits) {
        int rest = number;
        for (int i = start + digits - 1; i >= start; i--) {
            text[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return start + digits;
    }

    /**
     * The instant of a text such as {@code 2026-11-23T10:11:12.123Z}. The separator may be {@code
     * T}, {@code t} or a blank. The fraction may be missing or have up to nine digits. The end may
     * be {@code Z}, {@code z} or nothing. All three mean UTC. The result is empty if the text has
     * another form, or if there is no such day or time.
     */
    public static Optional<Instant> parse(String text) {
        int length = text.length();
        if (length > 0 && isZ(text.charAt(length - 1))) {
            length--;
        }
        if (length < 19
                || text.charAt(4) != '-'
                || text.charAt(7) != '-'
                || "Tt ".indexOf(text.charAt(10)) < 0
                || text.charAt(13) != ':'
                || text.charAt(16) != ':') {
            return Optional.empty();
        }
        int fractionDigits = length - 20;
        if (length > 19
                && (text.charAt(19) != '.'
                        || fractionDigits < 1
                        || fractionDigits > MAX_FRACTION_DIGITS)) {
            return Optional.empty();
        }
        int hour = twoDigits(text, 11);
        int minute = twoDigits(text, 14);
        int second = twoDigits(text, 17);
        int nano = length > 19 ? digits(text, 20, length) : 0;
        int year = digits(text, 0, 4);
        int month = twoDigits(text, 5);
        int day = twoDigits(text, 8);
        if ((hour | minute | second | nano | year | month | day) < 0
                || hour > 23
                || minute > 59
                || second > 59) {
            return Optional.empty();
        }
        for (int i = fractionDigits; length > 19 && i < MAX_FRACTION_DIGITS; i++) {
            nano *= 10;
        }
        try {
            long days = LocalDate.of(year, month, day).toEpochDay();
            return Optional.of(
                    Instant.ofEpochSecond(
                            days * SECONDS_OF_DAY + hour * 3600L + minute * 60L + second, nano));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static boolean isZ(char c) {
        return c == 'Z' || c == 'z';
    }

    private static int twoDigits(String text, int from) {
        int tens = text.charAt(from) - '0';
        int ones = text.charAt(from + 1) - '0';
        return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -1 : 10 * tens + ones;
    }

    /** The number in these digits, or -1 if one of the characters is not a digit. */
    private static int digits(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }
}
