package io.orderstream.model.wire;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.Objects;

/**
 * One thing that is wrong with an input: where, what was expected, what was found.
 *
 * <pre>{@code
 * new Problem("order.details.quantity", "a whole number from 1 to 999999999999", "0").toString()
 *     // order.details.quantity: expected a whole number from 1 to 999999999999, found 0
 * }</pre>
 */
public final class Problem {

    /** The path of the input as a whole. */
    public static final String ROOT = "$";

    private static final int MAX_PATH = 200;
    private static final int MAX_FOUND = 80;

    private final String path;
    private final String expected;
    private final String found;

    /**
     * A problem. {@code path} is cut after 200 characters and {@code found} after 80, since both
     * may repeat what a caller sent. Control characters and halves of surrogate pairs become
     * U+FFFD, since no document can show them.
     */
    public Problem(String path, String expected, String found) {
        this.path = shown(path, MAX_PATH);
        this.expected = Objects.requireNonNull(expected, "expected");
        this.found = shown(found, MAX_FOUND);
    }

    private static String shown(String text, int most) {
        StringBuilder shown = new StringBuilder(Math.min(text.length(), most + 1));
        text.codePoints()
                .limit(most)
                .map(c -> isShowable(c) ? c : '\ufffd')
                .forEach(shown::appendCodePoint);
        return shown.length() < text.length() ? shown.append('…').toString() : shown.toString();
    }

    private static boolean isShowable(int codePoint) {
        return !Character.isISOControl(codePoint)
                && Character.getType(codePoint) != Character.SURROGATE;
    }

    /**
     * Where the problem is. In JSON: the path of a member, as in {@code order.details.quantity} or
     * {@code orders[3].accountid}, or {@link #ROOT}. In the headers or the query of a request: the
     * name of the header or parameter. In the job's properties: a group, or a group and a key.
     */
    public String path() {
        return path;
    }

    /** What was expected at the path. */
    public String expected() {
        return expected;
    }

    /** What was found at the path. */
    public String found() {
        return found;
    }

    /**
     * Problems as every document lists them: an array of objects with {@code path}, {@code
     * expected} and {@code found}.
     */
    public static ArrayNode toJson(List<Problem> problems) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (Problem problem : problems) {
            array.addObject()
                    .put("path", problem.path())
                    .put("expected", problem.expected())
                    .put("found", problem.found());
        }
        return array;
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof Problem)) {
            return false;
        }
        Problem that = (Problem) other;
        return path.equals(that.path) && expected.equals(that.expected) && found.equals(that.found);
    }

    @Override
    public int hashCode() {
        return Objects.hash(path, expected, found);
    }

    @Override
    public String toString() {
        return path + ": expected " + expected + ", found " + found;
    }
}
