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

    /** The same number without trailing zeros after the point, and without an exponent. */
    static BigDecimal normalise(BigDecimal value) {
        BigDecimal stripped = value.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }

    /** Digits before the point; safe for every exponent. */
    static long integerDigits(BigDecimal value) {
        return value.signum() == 0 ? 0 : Math.max(0L, (long) value.precision() - value.scale());
    }

    /** Digits after the point that are needed; safe for every exponent. */
    static long fractionDigits(BigDecimal value) {
        return value.signum() == 0 ? 0 : Math.max(0, value.stripTrailingZeros().scale());
    }
}
