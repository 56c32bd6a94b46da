package io.orderstream.model;

/**
 * The id of an account: the customer who orders. 1 to 128 characters of {@code [A-Za-z0-9._@:|+-]},
 * the first one alphanumeric.
 *
 * <pre>{@code
 * AccountId id = AccountId.of("a1");
 * }</pre>
 */
public final class AccountId implements Comparable<AccountId> {

    /** What a valid id looks like, in words. */
    public static final String EXPECTED = IdentifierRule.EXPECTED;

    private final String value;

    private AccountId(String value) {
        this.value = value;
    }

    /**
     * The id with this text.
     *
     * @throws IllegalArgumentException if the text is not a valid id; the message says what was
     *     expected and does not repeat the text
     */
    public static AccountId of(String value) {
        return new AccountId(IdentifierRule.check("accountid", value));
    }

    /**
     * The id with this text. The text is not checked: callers ask {@link IdentifierRule#accepts}
     * first.
     */
    public static AccountId ofAccepted(String value) {
        return new AccountId(value);
    }

    /** The id's text, as keys and documents show it. */
    public String value() {
        return value;
    }

    @Override
    public int compareTo(AccountId other) {
        return value.compareTo(other.value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AccountId && value.equals(((AccountId) other).value);
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
