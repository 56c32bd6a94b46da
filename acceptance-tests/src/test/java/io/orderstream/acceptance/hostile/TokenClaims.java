package io.orderstream.acceptance.hostile;

import com.nimbusds.jwt.JWTClaimsSet;
import io.orderstream.embedded.issuer.LocalIssuer;
import java.time.Instant;
import java.util.Date;

/**
 * The claims that the API under test reads in a token.
 *
 * @param audience the audience of valid tokens
 * @param accountClaim the name of the claim that contains the account id
 */
public record TokenClaims(String audience, String accountClaim) {

    private static final int DAY_SECONDS = 24 * 60 * 60;

    /**
     * Claims for this account, valid for one day, which is longer than any run. In hostile tokens,
     * the account may also be a list, an object, a number, a boolean or null.
     */
    JWTClaimsSet.Builder of(LocalIssuer issuer, Object account) {
        return issuer.claims(audience)
                .expirationTime(Date.from(Instant.now().plusSeconds(DAY_SECONDS)))
                .claim(accountClaim, account);
    }

    /** A valid token for this account. */
    public String token(LocalIssuer issuer, String account) {
        return issuer.sign(of(issuer, account));
    }
}
