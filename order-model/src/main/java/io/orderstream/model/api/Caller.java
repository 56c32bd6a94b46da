package io.orderstream.model.api;

import io.orderstream.model.AccountId;
import io.orderstream.model.ProblemDocument;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who calls. With a token a caller acts for one account only; without an authorizer in front of the
 * API there is no token, and the API is open.
 *
 * <pre>{@code
 * Caller.withToken("accountid", Map.of("accountid", "a1")).mayActFor(AccountId.of("a2")); // false
 * }</pre>
 */
public final class Caller {

    private final boolean anyone;
    private final Optional<String> account;

    private Caller(boolean anyone, Optional<String> account) {
        this.anyone = anyone;
        this.account = account;
    }

    /** A caller of an API without authorizer. */
    public static Caller anyone() {
        return new Caller(true, Optional.empty());
    }

    /**
     * A caller whose token was checked. A token without the claim acts for no account.
     *
     * @param claim the name of the claim that holds the account
     * @param claims all that the token claims
     */
    public static Caller withToken(String claim, Map<String, String> claims) {
        return new Caller(false, Optional.ofNullable(claims.get(claim)));
    }

    /** Whether this caller may see and post orders of this account. */
    public boolean mayActFor(AccountId wanted) {
        return anyone || account.filter(wanted.value()::equals).isPresent();
    }

    /** 403, the answer to a caller who may not. It does not say whether the account exists. */
    public static Answer forbidden() {
        return Answer.problem(
                new ProblemDocument(
                        403,
                        "forbidden",
                        "Not your account",
                        "The account of the token is not the accountid of this request",
                        List.of()));
    }
}
