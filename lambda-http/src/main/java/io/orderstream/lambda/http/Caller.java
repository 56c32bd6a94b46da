package io.orderstream.lambda.http;

import io.orderstream.model.AccountId;
import java.util.Map;
import java.util.Optional;

/**
 * Who sends a request. A caller with a token acts for the one account in the token, or for none if
 * the token has no valid account id. A caller with IAM credentials acts for every account, and so
 * does every caller if there is no authorizer.
 *
 * <pre>{@code
 * Caller caller = Caller.of(AuthorizerType.JWT, "accountid", Map.of("accountid", "a1"), false);
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
     * The caller of a request, as identified by API Gateway's authorizer. If the expected
     * authorizer has not checked the request, for example because the route has no authorizer, this
     * method throws.
     *
     * @param expected the authorizer of the deployed API
     * @param accountClaim the name of the token's claim that contains the account id
     * @param claims the claims of the token, as {@link HttpEvent#claims} returns them. Empty means
     *     that there is no token, because each token has the claims {@code iss} and {@code exp}.
     * @param signed whether an IAM authorizer has checked a signature
     * @throws UnauthorizedException if the expected authorizer has not checked the request
     */
    public static Caller of(
            AuthorizerType expected,
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
                yield new Caller(false, AccountClaim.read(claims, accountClaim));
            }
        };
    }

    /** Whether this caller may see and post orders of this account. */
    public boolean mayActFor(AccountId wanted) {
        return anyAccount || account.filter(wanted::equals).isPresent();
    }

    /**
     * Refuses a caller who may not act for this account. The answer does not say whether the
     * account exists.
     *
     * @throws RefusedException with a 403
     */
    public void requireToActFor(AccountId wanted) {
        if (!mayActFor(wanted)) {
            throw new RefusedException(
                    new ProblemDocument(
                            ProblemType.FORBIDDEN,
                            "The account of the token is not the accountid of this request"));
        }
    }
}
