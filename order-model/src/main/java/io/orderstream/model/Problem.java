package io.orderstream.model;

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

    private static final int MAX_FOUND = 80;

    private final String path;
    private final String expected;
    private final String found;

    /**
     * A problem; {@code found} is cut after 80 characters, since it may repeat what a caller sent.
     */
    public Problem(String path, String expected, String found) {
        this.path = Objects.requireNonNull(path, "path");
        this.expected = Objects.requireNonNull(expected, "expected");
        this.found =
                found.codePointCount(0, found.length()) <= MAX_FOUND
                        ? found
                        : found.substring(0, found.offsetByCodePoints(0, MAX_FOUND)) + "…";
    }

    /** The member's path, as in {@code order.details.quantity} or {@code orders[3].accountid}. */
    public String path() {
        return path;
    }

    /** What should have been there. */
    public String expected() {
        return expected;
    }

    /** What was there. */
    public String found() {
        return found;
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
