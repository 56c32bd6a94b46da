package io.orderstream.acceptance.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.acceptance.hostile.AnswerRules;
import io.orderstream.acceptance.hostile.HostileCallers;
import io.orderstream.acceptance.hostile.Siege;
import io.orderstream.acceptance.hostile.TokenClaims;
import io.orderstream.acceptance.scenario.Size;
import io.orderstream.embedded.issuer.LocalIssuer;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ten thousand requests that no honest client sends. Whatever comes: the API answers, says nothing
 * about its inside and nothing about other accounts, and what it accepts arrives.
 *
 * <p>A failure prints the request's number and the seed that makes it again; see {@link Size}.
 */
class HostileCallersITCase {

    private static final TokenClaims CLAIMS =
            new TokenClaims("orders", "https://example.com/account");
    private static final Logger LOG = LoggerFactory.getLogger(HostileCallersITCase.class);
    private static final Size SIZE = Size.ofThisRun();

    @Test
    void anOpenApiStands() throws Exception {
        try (StackUnderTest stack = StackUnderTest.start("hostile-open", options -> options)) {
            Victims victims = Victims.in(stack, account -> stack.api());
            HostileCallers callers = HostileCallers.ofOpenApi(SIZE.seed(), victims.targets());

            besiege(stack, victims, callers, false, 7_000);

            victims.assertStillServed();
        }
    }

    @Test
    void aTokenShowsItsOwnAccountOnly() throws Exception {
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
            Victims victims =
                    Victims.in(
                            stack, account -> stack.api().withToken(CLAIMS.token(issuer, account)));
            HostileCallers callers =
                    HostileCallers.withToken(SIZE.seed(), victims.targets(), issuer, CLAIMS);

            besiege(stack, victims, callers, true, 3_000);

            victims.assertStillServed();
        }
    }

    private static void besiege(
            StackUnderTest stack,
            Victims victims,
            HostileCallers callers,
            boolean tokens,
            int requests)
            throws Exception {
        AnswerRules rules =
                new AnswerRules(
                        victims.targets(), victims.canaries(), Set.of(stack.secretKey()), tokens);
        FunctionProcesses functions = FunctionProcesses.now();
        Set<String> keysBefore = Set.copyOf(stack.keysUnder(""));
        Siege siege = new Siege(stack.apiAddress(), callers, rules);

        siege.send(SIZE.times(requests));

        LOG.info("{}: {}", SIZE, siege.outcomes());
        assertThat(siege.broken()).as("rules broken with %s", SIZE).isEmpty();
        // Refusing everybody would break no rule.
        assertThat(siege.accepted()).as("orders accepted").isNotEmpty();
        assertThat(siege.invoiced()).as("invoices issued").isNotEmpty();
        functions.assertStillRunningWithin(StackUnderTest.FUNCTION_MEBIBYTES);
        new Aftermath(stack, victims, siege, keysBefore).assertNothingButWhatWasAccepted(tokens);
    }
}
