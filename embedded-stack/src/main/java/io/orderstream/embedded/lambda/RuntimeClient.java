package io.orderstream.embedded.lambda;

import java.util.Locale;

/** What runs a function's artifact inside its process. */
public enum RuntimeClient {
    /** AWS's runtime interface client with its native part: what Lambda runs. Linux only. */
    AWS,

    /**
     * AWS's loading of handlers, its serialization and its context, with Java's HTTP client in
     * place of the native part. Any platform.
     */
    PORTABLE;

    /** Names the runtime to use, {@code aws} or {@code portable}, instead of the platform's. */
    public static final String PROPERTY = "orderstream.lambda.runtime";

    /**
     * The property's choice, or {@link #AWS} on Linux and {@link #PORTABLE} elsewhere.
     *
     * @throws IllegalArgumentException if the property names neither
     */
    public static RuntimeClient ofThisPlatform() {
        String linux = System.getProperty("os.name").equals("Linux") ? "aws" : "portable";
        String choice = System.getProperty(PROPERTY, linux);
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
