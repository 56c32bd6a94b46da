package io.orderstream.model.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * Reads numbers as clients send them: as JSON numbers, or as strings that contain a JSON number.
 */
public final class Decimals {

    private static final int MAX_TEXT = 200;

    private Decimals() {}

    /**
     * The number in this node: a JSON number, or a string that contains a JSON number. Empty for
     * anything else.
     */
    public static Optional<BigDecimal> read(JsonNode node) {
        if (node.isNumber()) {
            return Optional.of(node.decimalValue());
        }
        return node.isTextual() ? read(node.textValue()) : Optional.empty();
    }

    /**
     * The number in this text. Empty if the text is not exactly one JSON number of at most 200
     * characters, or if {@code BigDecimal} cannot hold its exponent.
     */
    public static Optional<BigDecimal> read(String text) {
        if (text.length() > MAX_TEXT || !isJsonNumber(text)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new BigDecimal(text));
        } catch (NumberFormatException e) {
            // The exponent is out of the range of BigDecimal.
            return Optional.empty();
        }
    }

    /** Whether the text is a number by RFC 8259, section 6. */
    private static boolean isJsonNumber(String text) {
        int whole = text.startsWith("-") ? 1 : 0;
        int end = afterDigits(text, whole);
        if (end == whole || (text.charAt(whole) == '0' && end > whole + 1)) {
            return false;
        }
        if (end < text.length() && text.charAt(end) == '.') {
            int fraction = end + 1;
            end = afterDigits(text, fraction);
            if (end == fraction) {
                return false;
            }
        }
        if (end < text.length() && (text.charAt(end) | 0x20) == 'e') {
            int exponent = end + 1;
            if (exponent < text.length() && "+-".indexOf(text.charAt(exponent)) >= 0) {
                exponent++;
            }
            end = afterDigits(text, exponent);
            if (end == exponent) {
                return false;
            }
        }
        return end == text.length();
    }

    private static int afterDigits(String text, int from) {
        int end = from;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end;
    }

    /**
     * Checks quickly whether the text is what {@code BigDecimal} writes after {@code
     * stripTrailingZeros}. The text must be a JSON number. The result is true if the text has only
     * digits and perhaps a point, and its first and last characters are digits other than zero. The
     * check is not complete: it also returns false for some normalised numbers, such as {@code
     * 0.5}.
     */
    public static boolean isNormalised(String text) {
        int last = text.length() - 1;
        if (!isNonZeroDigit(text.charAt(0)) || !isNonZeroDigit(text.charAt(last))) {
            return false;
        }
        for (int i = 1; i < last; i++) {
            char c = text.charAt(i);
            if (c != '.' && (c < '0' || c > '9')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isNonZeroDigit(char c) {
        return c >= '1' && c <= '9';
    }

    /**
     * The value after {@code stripTrailingZeros}. A value without trailing zeros is returned as it
     * is, because {@code BigDecimal} may have cached its text.
     */
    public static BigDecimal stripped(BigDecimal value) {
        BigDecimal stripped = value.stripTrailingZeros();
        return stripped.scale() == value.scale() ? value : stripped;
    }

    /**
     * Whether a number has at most these numbers of digits before and after the point. Zeros at the
     * end of the fraction do not count. Safe for every exponent: {@code stripTrailingZeros}
     * overflows for a scale near the limits of {@code int}, so the other checks come first.
     */
    public static boolean hasAtMost(int integerDigits, int fractionDigits, BigDecimal value) {
        if (value.signum() == 0) {
            return true;
        }
        if ((long) value.precision() - value.scale() > integerDigits) {
            return false;
        }
        // Stripping zeros reduces the scale by less than the precision. If the scale would be too
        // large even then, the zeros are not stripped.
        return value.scale() <= fractionDigits
                || ((long) value.scale() - value.precision() <= fractionDigits
                        && value.stripTrailingZeros().scale() <= fractionDigits);
    }
}
