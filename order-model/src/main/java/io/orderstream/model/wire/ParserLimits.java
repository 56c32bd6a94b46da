package io.orderstream.model.wire;

import io.orderstream.model.json.Json;
import java.util.Optional;

/**
 * Finds which limit of the JSON parser a document breaks, and describes the problem. The parser
 * stops at such a limit, before the rules of an order are applied. The search is one pass over the
 * bytes and not recursive, since a document may consist of brackets only.
 */
final class ParserLimits {

    private final byte[] data;
    private int levels;
    private int mostLevels;
    private int longestNumber;

    private ParserLimits(byte[] data) {
        this.data = data;
    }

    /**
     * The problem that says which limit these bytes break: the limit for levels of nesting, or the
     * limit for digits of a number. Empty if the bytes break neither.
     */
    static Optional<Problem> brokenBy(byte[] data) {
        ParserLimits limits = new ParserLimits(data);
        limits.scan();
        if (limits.mostLevels > Json.MAX_DEPTH) {
            return Optional.of(
                    new Problem(
                            Problem.ROOT,
                            DetailsRule.EXPECTED_LEVELS,
                            limits.mostLevels + " levels of nesting"));
        }
        if (limits.longestNumber > Json.MAX_NUMBER_LENGTH) {
            return Optional.of(
                    new Problem(
                            Problem.ROOT,
                            "numbers of at most " + Json.MAX_NUMBER_LENGTH + " digits",
                            "one of " + limits.longestNumber));
        }
        return Optional.empty();
    }

    private void scan() {
        int i = 0;
        while (i < data.length) {
            byte b = data[i];
            if (b == '"') {
                i = afterText(i + 1);
            } else if (b == '-' || isDigit(b)) {
                int end = afterNumber(i);
                longestNumber = Math.max(longestNumber, digits(i, end));
                i = end;
            } else {
                bracket(b);
                i++;
            }
        }
    }

    private void bracket(byte b) {
        if (b == '{' || b == '[') {
            levels++;
            mostLevels = Math.max(mostLevels, levels);
        } else if (b == '}' || b == ']') {
            levels--;
        }
    }

    private int afterText(int start) {
        int i = start;
        while (i < data.length && data[i] != '"') {
            i += data[i] == '\\' ? 2 : 1;
        }
        return i + 1;
    }

    private int afterNumber(int start) {
        int i = start;
        while (i < data.length && isOfNumber(data[i])) {
            i++;
        }
        return i;
    }

    private int digits(int start, int end) {
        int digits = 0;
        for (int i = start; i < end; i++) {
            if (isDigit(data[i])) {
                digits++;
            }
        }
        return digits;
    }

    private static boolean isOfNumber(byte b) {
        return isDigit(b) || "+-.eE".indexOf(b) >= 0;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }
}
