package io.orderstream.lambda.http;

import io.orderstream.model.AccountId;
import java.util.Map;
import java.util.Optional;

/** Reads the account from the claims of a caller's token. */
final class AccountClaim {

    private AccountClaim() {}

    /**
     * The account of a token: the text of one claim, if that text is an account id.
     *
     * <p>API Gateway turns every claim into text. A list becomes {@code [a1 a2]}, which is never an
     * account id. A number becomes its text: digits, and perhaps a point and an exponent. Such a
     * text may be a valid account id. But the text of a rounded number may be the id of another
     * account. So the claims must not include numbers that API Gateway may have rounded: see {@link
     * HttpEvent#claims}.
     *
     * @param claims the claims of the token, as {@link HttpEvent#claims} returns them
     * @param name the name of the claim that contains the account id
     */
    static Optional<AccountId> read(Map<String, String> claims, String name) {
        String text = claims.get(name);
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(AccountId.of(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
