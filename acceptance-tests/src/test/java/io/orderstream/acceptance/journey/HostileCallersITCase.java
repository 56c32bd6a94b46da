package io.orderstream.acceptance.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.acceptance.hostile.AnswerRules;
import io.orderstream.acceptance.hostile.HostileRequests;
import io.orderstream.acceptance.hostile.HostileTraffic;
import io.orderstream.acceptance.hostile.TokenClaims;
import io.orderstream.acceptance.scenario.ScenarioSize;
import io.orderstream.embedded.issuer.LocalIssuer;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends ten thousand hostile requests. The API answers them, shows no internals and no data of
 * other accounts, and stores what it accepts.
 *
 * <p>A failure prints the request's number and the seed that reproduces it; see {@link
 * ScenarioSize}.
 */
class HostileCallersITCase {

    private static final TokenClaims CLAIMS =
            new TokenClaims("orders", "https://example.com/account");
    private static final Logger LOG = LoggerFactory.getLogger(HostileCallersITCase.class);
    private static final ScenarioSize SIZE = ScenarioSize.ofThisRun();

    @Test
    void anOpenApiWithstandsHostileRequests() throws Exception {
        try (StackUnderTest stack = StackUnderTest.start("hostile-open", options -> options)) {
            CanaryOrders canaryOrders = CanaryOrders.in(stack, account -> stack.api());
            HostileRequests requests =
                    HostileRequests.ofOpenApi(SIZE.seed(), canaryOrders.accounts());

            sendHostileRequests(stack, canaryOrders, requests, false, 7_000);

            canaryOrders.assertStillServed();
        }
    }

    @Test
    void aTokenShowsOnlyTheOrdersOfItsAccount() throws Exception {
        try (LocalIssuer issuer = LocalIssuer.start();
                StackUnderTest stack =
                        StackUnderTest.start(
                                "hostile-token",
                                options ->
                                        options.withParameter("Authorization", "JWT")
                                                .withParameter("JwtIssuer", issuer.address())
                                                .withParameter("JwtAudience", CLAIMS.audience())
                                                .withParameter(
                                                        "AccountClaim", CLAIMS.accountClaim()))) {
            CanaryOrders canaryOrders =
                    CanaryOrders.in(
                            stack, account -> stack.api().withToken(CLAIMS.token(issuer, account)));
            HostileRequests requests =
                    HostileRequests.withToken(SIZE.seed(), canaryOrders.accounts(), issuer, CLAIMS);

            sendHostileRequests(stack, canaryOrders, requests, true, 3_000);

            canaryOrders.assertStillServed();
        }
    }

    private static void sendHostileRequests(
            StackUnderTest stack,
            CanaryOrders canaryOrders,
            HostileRequests requests,
            boolean tokens,
            int count)
            throws Exception {
        AnswerRules rules =
                new AnswerRules(
                        canaryOrders.accounts(),
                        canaryOrders.canaries(),
                        Set.of(stack.secretKey()),
                        tokens);
        FunctionProcesses functions = FunctionProcesses.now();
        Set<String> keysBefore = Set.copyOf(stack.keysUnder(""));
        HostileTraffic traffic = new HostileTraffic(stack.apiAddress(), requests, rules);

        traffic.send(SIZE.times(count));

        LOG.info("{}: {}", SIZE, traffic.outcomes());
        assertThat(traffic.broken()).as("rules broken with %s", SIZE).isEmpty();
        // An API that refuses every request would break no rule.
        assertThat(traffic.accepted()).as("orders accepted").isNotEmpty();
        assertThat(traffic.acceptedEvents()).as("events accepted").isNotEmpty();
        assertThat(traffic.invoiced()).as("invoices issued").isNotEmpty();
        functions.assertStillRunningWithin(StackUnderTest.FUNCTION_MEBIBYTES);
        new HostileTrafficAudit(stack, canaryOrders, traffic, keysBefore)
                .assertOnlyAcceptedOrdersAreStored(tokens);
    }
}
