package io.orderstream.lambda.http;

import io.orderstream.model.AccountId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who calls. With a token a caller acts for one account only; with IAM credentials, or where nobody
 * is asked, for every account.
 *
 * <pre>{@code
 * Caller caller = Caller.of(Authorization.JWT, "accountid", Map.of("accountid", "a1"), false);
 * caller.mayActFor(AccountId.of("a2")); // false
 * }</pre>
 */
public final class Caller {

    private final boolean anyAccount;
    private final Optional<AccountId> account;

    private Caller(boolean anyAccount, Optional<AccountId> account) {
        this.anyAccount = anyAccount;
        this.account = account;
    }

    /**
     * The caller of a request, by what API Gateway's authorizer found out. It fails closed: a
     * request that the expected authorizer has not seen, as on a route without one, has no caller.
     *
     * <p>A token's account is the claim's text if that text is an account id, and otherwise none.
     * API Gateway makes a text of every claim: a list becomes {@code [a1 a2]}, which is no account
     * id, whatever is in it; a number becomes digits, which are the account id of these digits.
     * Numbers that it may have rounded must not be among the claims.
     *
     * @param expected what the deployment says
     * @param accountClaim the name of the claim that holds the account
     * @param claims all that a token claims; empty without a token, since each token claims its
     *     issuer and its expiry
     * @param signed whether IAM credentials were found
     * @throws UnauthorizedException if the expected authorizer has not seen the request
     */
    public static Caller of(
            Authorization expected,
            String accountClaim,
            Map<String, String> claims,
            boolean signed) {
        return switch (expected) {
            case NONE -> new Caller(true, Optional.empty());
            case AWS_IAM -> {
                if (!signed) {
                    throw new UnauthorizedException(
                            "AUTHORIZATION is AWS_IAM, and the request came without an IAM"
                                    + " identity: its route has no IAM authorizer");
                }
                yield new Caller(true, Optional.empty());
            }
            case JWT -> {
                if (claims.isEmpty()) {
                    throw new UnauthorizedException(
                            "AUTHORIZATION is JWT, and the request came without claims: its route"
                                    + " has no JWT authorizer");
                }
                yield new Caller(
                        false,
                        Optional.ofNullable(claims.get(accountClaim)).flatMap(Caller::account));
            }
        };
    }

    private static Optional<AccountId> account(String claim) {
        try {
            return Optional.of(AccountId.of(claim));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Whether this caller may see and post orders of this account. */
    public boolean mayActFor(AccountId wanted) {
        return anyAccount || account.filter(wanted::equals).isPresent();
    }

    /**
     * Refuses a caller who may not; the answer does not say whether the account exists.
     *
     * @throws RefusedException with a 403
     */
    public void requireToActFor(AccountId wanted) {
        if (!mayActFor(wanted)) {
            throw new RefusedException(
                    new ProblemDocument(
                            403,
                            "forbidden",
                            "Not your account",
                            "The account of the token is not the accountid of this request",
                            List.of()));
        }
    }
}
