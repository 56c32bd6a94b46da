package io.orderstream.model.wire;

import io.orderstream.model.IsoInstants;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads dates as clients send them. A date is in ISO-8601, with {@code T} or one blank between date
 * and time, up to nanoseconds, from 1970 to 9999. It has an offset ({@code Z}, {@code +01}, {@code
 * +0130} or {@code +01:30}), or no offset, which means UTC. {@code T} and {@code Z} may be in lower
 * case, as in RFC 3339. Seconds may be missing.
 *
 * <pre>{@code
 * OrderDateRule.parse("2026-11-23 11:11+01"); // Optional[2026-11-23T10:11:00Z]
 * }</pre>
 */
public final class OrderDateRule {

    /** The dates that are accepted, in words. */
    public static final String EXPECTED =
            "an ISO-8601 date-time from 1970 to 9999, as in 2026-11-23T10:11:12.123456Z";

    /**
     * How far a date may lie after the time at which the order or event was posted, or arrived on
     * the stream.
     */
    public static final Duration MAX_AHEAD = Duration.ofDays(1);

    private static final Instant FIRST = Instant.EPOCH;
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");
    private static final int SEPARATOR = 10;

    // One formatter with three optional offsets would accept a date with two offsets.
    private static final DateTimeFormatter COLON_IN_OFFSET = formatter("+HH:MM");
    private static final DateTimeFormatter NO_COLON_IN_OFFSET = formatter("+HHMM");
    private static final DateTimeFormatter HOURS_IN_OFFSET = formatter("+HH");

    private OrderDateRule() {}

    private static DateTimeFormatter formatter(String offset) {
        return new DateTimeFormatterBuilder()
                .appendValue(ChronoField.YEAR, 4)
                .appendPattern("-MM-dd'T'HH:mm")
                .optionalStart()
                .appendPattern(":ss")
                .optionalStart()
                .appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, true)
                .optionalEnd()
                .optionalEnd()
                .optionalStart()
                .appendOffset(offset, "Z")
                .optionalEnd()
                .toFormatter(Locale.ROOT)
                .withResolverStyle(ResolverStyle.STRICT);
    }

    /**
     * The instant of this text. Empty if the text is not a valid date-time, or if the date is out
     * of range.
     */
    public static Optional<Instant> parse(String text) {
        Optional<Instant> usual = IsoInstants.parse(text);
        if (usual.isPresent()) {
            return usual.filter(OrderDateRule::isInRange);
        }
        String iso = withUpperCaseTAndZ(text);
        try {
            TemporalAccessor parsed = formatterFor(iso).parse(iso);
            ZoneOffset offset =
                    parsed.isSupported(ChronoField.OFFSET_SECONDS)
                            ? ZoneOffset.from(parsed)
                            : ZoneOffset.UTC;
            Instant instant = LocalDateTime.from(parsed).toInstant(offset);
            return Optional.of(instant).filter(OrderDateRule::isInRange);
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static String withUpperCaseTAndZ(String text) {
        int last = text.length() - 1;
        if (last <= SEPARATOR) {
            return text;
        }
        char separator = text.charAt(SEPARATOR);
        StringBuilder iso = new StringBuilder(text);
        if (separator == ' ' || separator == 't') {
            iso.setCharAt(SEPARATOR, 'T');
        }
        if (text.charAt(last) == 'z') {
            iso.setCharAt(last, 'Z');
        }
        return iso.toString();
    }

    private static DateTimeFormatter formatterFor(String iso) {
        char thirdLast = iso.length() > 2 ? iso.charAt(iso.length() - 3) : ':';
        switch (thirdLast) {
            case ':':
                return COLON_IN_OFFSET;
            case '+':
            case '-':
                return HOURS_IN_OFFSET;
            default:
                return NO_COLON_IN_OFFSET;
        }
    }

    private static boolean isInRange(Instant instant) {
        return !instant.isBefore(FIRST) && !instant.isAfter(LAST);
    }
}
