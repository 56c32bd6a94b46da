package io.orderstream.model;

/**
 * What account and vendor ids look like: 1 to 128 characters of {@code [A-Za-z0-9._@:|+-]}, the
 * first one alphanumeric.
 *
 * <p>{@code |} is allowed because identity providers use it in subjects, and {@code +} because
 * e-mail addresses have it. {@code #} is not allowed, because it separates the parts of the table's
 * sort key. {@code /} is not allowed, because it separates the parts of S3 keys. With one of them
 * in an id, the orders of one account or vendor could be stored among those of another.
 */
public final class IdentifierRule {

    /** The longest id, in characters. */
    public static final int MAX_LENGTH = 128;

    /** What a valid id looks like, in words. */
    public static final String EXPECTED =
            "1 to 128 characters of A-Z a-z 0-9 . _ @ : | + -, the first one a letter or digit";

    private static final boolean[] ALLOWED = new boolean[128];

    static {
        for (char c = 0; c < ALLOWED.length; c++) {
            ALLOWED[c] = isAlphanumeric(c) || "._@:|+-".indexOf(c) >= 0;
        }
    }

    private IdentifierRule() {}

    /** Whether a text is a valid id. */
    public static boolean accepts(String value) {
        if (value.isEmpty() || value.length() > MAX_LENGTH || !isAlphanumeric(value.charAt(0))) {
            return false;
        }
        for (int i = 1; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c >= ALLOWED.length || !ALLOWED[c]) {
                return false;
            }
        }
        return true;
    }

    static String check(String kind, String value) {
        if (!accepts(value)) {
            throw new IllegalArgumentException(kind + ": expected " + EXPECTED);
        }
        return value;
    }

    private static boolean isAlphanumeric(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
