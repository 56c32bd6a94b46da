package io.orderstream.embedded.lambda;

import java.util.Locale;

/**
 * The program that runs in a function's process: it gets the invocations and calls the function's
 * handler.
 */
public enum RuntimeClient {
    /** AWS's runtime interface client with its native part, as on Lambda. Linux only. */
    AWS,

    /**
     * AWS's classes for handlers, serialization and context, with Java's HTTP client instead of the
     * native part. Any platform.
     */
    PORTABLE;

    /** The system property that chooses the client: {@code aws} or {@code portable}. */
    public static final String PROPERTY = "orderstream.lambda.runtime";

    /**
     * The client that the property names. The default is {@link #AWS} on Linux and {@link
     * #PORTABLE} elsewhere.
     *
     * @throws IllegalArgumentException if the property is neither {@code aws} nor {@code portable}
     */
    public static RuntimeClient ofThisPlatform() {
        String defaultChoice = System.getProperty("os.name").equals("Linux") ? "aws" : "portable";
        String choice = System.getProperty(PROPERTY, defaultChoice);
        return switch (choice.toLowerCase(Locale.ROOT)) {
            case "aws" -> AWS;
            case "portable" -> PORTABLE;
            default ->
                    throw new IllegalArgumentException(
                            String.format(
                                    "%s: expected aws or portable, found %s", PROPERTY, choice));
        };
    }
}
