package io.orderstream.model.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Optional;

/** Numbers as clients send them: JSON numbers, or strings that hold one. */
public final class Decimals {

    private static final int MAX_TEXT = 200;
    private static final int MAX_DIGITS_OF_LONG = 18;

    private Decimals() {}

    /** The number that this node is, or holds as a string; nothing if it is no number. */
    public static Optional<BigDecimal> read(JsonNode node) {
        if (node.isNumber()) {
            return Optional.of(node.decimalValue());
        }
        return node.isTextual() ? read(node.textValue()) : Optional.empty();
    }

    /** The number in this text; nothing if there is another thing in it. */
    public static Optional<BigDecimal> read(String text) {
        if (text.length() > MAX_TEXT || !isJsonNumber(text)) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    text.length() <= MAX_DIGITS_OF_LONG ? ofShort(text) : new BigDecimal(text));
        } catch (NumberFormatException e) {
            // An exponent beyond what BigDecimal holds: no number that anyone can use.
            return Optional.empty();
        }
    }

    /** What {@code new BigDecimal} makes of the text of a number that fits into a {@code long}. */
    private static BigDecimal ofShort(String text) {
        long digits = 0;
        int scale = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                digits = digits * 10 + (c - '0');
            } else if (c == '.') {
                scale = text.length() - 1 - i;
            } else if (c != '-') {
                return new BigDecimal(text);
            }
        }
        return BigDecimal.valueOf(text.charAt(0) == '-' ? -digits : digits, scale);
    }

    /** RFC 8259, section 6. */
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
     * Whether this text of a JSON number is how {@code BigDecimal} writes the number after {@code
     * stripTrailingZeros}: digits, perhaps with a point between them, neither the first nor the
     * last of which is a zero. Of some texts that are, too, such as {@code 0.5}, it is not said.
     */
    public static boolean isNormalised(String text) {
        int last = text.length() - 1;
        if (!isDigitButZero(text.charAt(0)) || !isDigitButZero(text.charAt(last))) {
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

    private static boolean isDigitButZero(char c) {
        return c >= '1' && c <= '9';
    }

    /** {@code stripTrailingZeros}; the same object, which may know its text, if it has none. */
    public static BigDecimal stripped(BigDecimal value) {
        BigDecimal stripped = value.stripTrailingZeros();
        return stripped.scale() == value.scale() ? value : stripped;
    }

    /**
     * Whether a number has no more digits than these. Safe for every exponent: {@code
     * stripTrailingZeros} overflows near the ends of {@code int}, so it is asked last.
     */
    public static boolean hasAtMost(int integerDigits, int fractionDigits, BigDecimal value) {
        if (value.signum() == 0) {
            return true;
        }
        if ((long) value.precision() - value.scale() > integerDigits) {
            return false;
        }
        // Zeros to strip are digits that are written, and there are at most as many as its
        // precision.
        return value.scale() <= fractionDigits
                || ((long) value.scale() - value.precision() <= fractionDigits
                        && value.stripTrailingZeros().scale() <= fractionDigits);
    }
}
