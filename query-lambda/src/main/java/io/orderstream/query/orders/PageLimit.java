package io.orderstream.query.orders;

import java.util.regex.Pattern;

/** How many orders a page of {@code GET /orders} may have: the parameter {@code limit}. */
public final class PageLimit {

    /** The limit of a request without the parameter. */
    public static final int DEFAULT = 50;

    private static final int MAX = 1000;

    /** The values that are accepted, in words. */
    public static final String EXPECTED = "a whole number from 1 to " + MAX;

    private static final Pattern WHOLE_NUMBER = Pattern.compile("[1-9][0-9]{0,3}");

    private PageLimit() {}

    /**
     * The limit that a text states.
     *
     * @throws IllegalArgumentException if the text is not {@link #EXPECTED}
     */
    public static int of(String text) {
        if (!WHOLE_NUMBER.matcher(text).matches() || Integer.parseInt(text) > MAX) {
            throw new IllegalArgumentException("limit");
        }
        return Integer.parseInt(text);
    }
}
