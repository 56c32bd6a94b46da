package io.orderstream.acceptance.journey;

import io.orderstream.acceptance.hostile.HostileRequests;
import io.orderstream.acceptance.hostile.TokenClaims;
import io.orderstream.embedded.issuer.LocalIssuer;
import org.junit.jupiter.api.Test;

/** Sends 1,500 hostile requests to an API that requires a token. A soak sends ten times as many. */
class HostileTokensITCase {

    private static final TokenClaims CLAIMS =
            new TokenClaims("orders", "https://example.com/account");

    @Test
    void aTokenShowsOnlyTheOrdersOfItsAccount() throws Exception {
        try (LocalIssuer issuer = LocalIssuer.start();
                StackUnderTest stack =
                        StackUnderTest.start(
                                "hostile-token",
                                options ->
                                        HostileTrafficRun.withFewSlots(options)
                                                .withParameter("Authorization", "JWT")
                                                .withParameter("JwtIssuer", issuer.address())
                                                .withParameter("JwtAudience", CLAIMS.audience())
                                                .withParameter(
                                                        "AccountClaim", CLAIMS.accountClaim()))) {
            CanaryOrders canaryOrders =
                    CanaryOrders.in(
                            stack, account -> stack.api().withToken(CLAIMS.token(issuer, account)));
            HostileRequests requests =
                    HostileRequests.withToken(
                            HostileTrafficRun.SIZE.seed(), canaryOrders.accounts(), issuer, CLAIMS);

            HostileTrafficRun.send(stack, canaryOrders, requests, true, 3_000);
        }
    }
}
