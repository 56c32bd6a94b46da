package io.orderstream.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;

/** Numbers as clients send them: JSON numbers, or strings that hold one. */
final class Decimals {

    /** RFC 8259, section 6. */
    private static final Pattern JSON_NUMBER =
            Pattern.compile("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?");

    private static final int MAX_TEXT = 200;

    private Decimals() {}

    /** The number that this node is, or holds as a string; nothing if it is no number. */
    static Optional<BigDecimal> read(JsonNode node) {
        if (node.isNumber()) {
            return Optional.of(node.decimalValue());
        }
        if (!node.isTextual()
                || node.textValue().length() > MAX_TEXT
                || !JSON_NUMBER.matcher(node.textValue()).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new BigDecimal(node.textValue()));
        } catch (NumberFormatException e) {
            // An exponent beyond what BigDecimal holds: no number that anyone can use.
            return Optional.empty();
        }
    }

    /**
     * The same number without trailing zeros after the point, and without an exponent; for numbers
     * whose digits were counted before.
     */
    static BigDecimal normalise(BigDecimal value) {
        BigDecimal stripped = value.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }

    /**
     * Whether a number has no more digits than these. Safe for every exponent: {@code
     * stripTrailingZeros} overflows near the ends of {@code int}, so it is asked last.
     */
    static boolean hasAtMost(int integerDigits, int fractionDigits, BigDecimal value) {
        if (value.signum() == 0) {
            return true;
        }
        if ((long) value.precision() - value.scale() > integerDigits) {
            return false;
        }
        // Zeros to strip are digits that are written, and there are at most as many as its
        // precision.
        return (long) value.scale() - value.precision() <= fractionDigits
                && value.stripTrailingZeros().scale() <= fractionDigits;
    }
}
