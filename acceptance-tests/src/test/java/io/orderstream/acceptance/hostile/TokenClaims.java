package io.orderstream.acceptance.hostile;

import com.nimbusds.jwt.JWTClaimsSet;
import io.orderstream.embedded.issuer.LocalIssuer;
import java.time.Instant;
import java.util.Date;

/**
 * What the API under test reads in a token.
 *
 * @param audience of tokens that count
 * @param accountClaim the claim that holds the account
 */
public record TokenClaims(String audience, String accountClaim) {

    private static final int DAY_SECONDS = 24 * 60 * 60;

    /** Claims for this account, which is usually a text, good for longer than any run. */
    JWTClaimsSet.Builder of(LocalIssuer issuer, Object account) {
        return issuer.claims(audience)
                .expirationTime(Date.from(Instant.now().plusSeconds(DAY_SECONDS)))
                .claim(accountClaim, account);
    }

    /** A token for this account that counts. */
    public String token(LocalIssuer issuer, String account) {
        return issuer.sign(of(issuer, account));
    }
}
