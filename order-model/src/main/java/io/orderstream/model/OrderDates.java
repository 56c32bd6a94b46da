package io.orderstream.model;

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
 * Dates as clients send them: ISO-8601, {@code T} or one blank between date and time, up to
 * nanoseconds, an offset or none (then UTC), from 1970 to 9999.
 */
final class OrderDates {

    static final String EXPECTED =
            "an ISO-8601 date-time from 1970 to 9999, as in 2026-11-23T10:11:12.123456Z";

    private static final Instant FIRST = Instant.EPOCH;
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");
    private static final int SEPARATOR = 10;

    // One after the other in one formatter, both would be taken: a date with two offsets.
    private static final DateTimeFormatter COLON_IN_OFFSET = formatter("+HH:MM");
    private static final DateTimeFormatter NO_COLON_IN_OFFSET = formatter("+HHMM");

    private OrderDates() {}

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

    /** The instant that the text names, or nothing if it names none in range. */
    static Optional<Instant> parse(String text) {
        Optional<Instant> usual = UtcText.parse(text);
        if (usual.isPresent()) {
            return usual.filter(OrderDates::isInRange);
        }
        String iso =
                text.length() > SEPARATOR && text.charAt(SEPARATOR) == ' '
                        ? text.substring(0, SEPARATOR) + 'T' + text.substring(SEPARATOR + 1)
                        : text;
        try {
            boolean colon = iso.length() > 2 && iso.charAt(iso.length() - 3) == ':';
            TemporalAccessor parsed = (colon ? COLON_IN_OFFSET : NO_COLON_IN_OFFSET).parse(iso);
            ZoneOffset offset =
                    parsed.isSupported(ChronoField.OFFSET_SECONDS)
                            ? ZoneOffset.from(parsed)
                            : ZoneOffset.UTC;
            Instant instant = LocalDateTime.from(parsed).toInstant(offset);
            return Optional.of(instant).filter(OrderDates::isInRange);
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static boolean isInRange(Instant instant) {
        return !instant.isBefore(FIRST) && !instant.isAfter(LAST);
    }
}
