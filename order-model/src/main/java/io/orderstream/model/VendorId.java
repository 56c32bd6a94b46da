package io.orderstream.model;

/**
 * The id of a vendor: the seller. 1 to 128 characters of {@code [A-Za-z0-9._@:|+-]}, the first one
 * alphanumeric.
 *
 * <pre>{@code
 * VendorId id = VendorId.of("v1");
 * }</pre>
 */
public final class VendorId implements Comparable<VendorId> {

    /** What a valid id looks like, in words. */
    public static final String EXPECTED = IdentifierRule.EXPECTED;

    private final String value;

    private VendorId(String value) {
        this.value = value;
    }

    /**
     * The id with this text.
     *
     * @throws IllegalArgumentException if the text is not a valid id; the message says what was
     *     expected and does not repeat the text
     */
    public static VendorId of(String value) {
        return new VendorId(IdentifierRule.check("vendorid", value));
    }

    /**
     * The id with this text. The text is not checked: callers ask {@link IdentifierRule#accepts}
     * first.
     */
    public static VendorId ofAccepted(String value) {
        return new VendorId(value);
    }

    /** The id's text, as keys and documents show it. */
    public String value() {
        return value;
    }

    @Override
    public int compareTo(VendorId other) {
        return value.compareTo(other.value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VendorId && value.equals(((VendorId) other).value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return value;
    }
}
