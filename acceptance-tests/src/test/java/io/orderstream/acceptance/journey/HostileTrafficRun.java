package io.orderstream.acceptance.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.acceptance.hostile.AnswerRules;
import io.orderstream.acceptance.hostile.HostileRequests;
import io.orderstream.acceptance.hostile.HostileTraffic;
import io.orderstream.acceptance.scenario.ScenarioSize;
import io.orderstream.embedded.stack.StackOptions;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends hostile requests to a stack. Each answer must keep the {@link AnswerRules}, and the stack
 * must store exactly what the API accepts.
 *
 * <p>If an answer breaks a rule, the message has the number of the request and the seed of the run.
 * After the last answer, the seed is also logged. The same seed gives the same requests again, but
 * with new tokens; see {@link ScenarioSize}.
 */
final class HostileTrafficRun {

    static final ScenarioSize SIZE = ScenarioSize.ofThisRun();

    private static final Logger LOG = LoggerFactory.getLogger(HostileTrafficRun.class);

    private HostileTrafficRun() {}

    /**
     * Gives the archive few slots. A checkpoint then writes few files, which leaves more time for
     * requests.
     */
    static StackOptions withFewSlots(StackOptions options) {
        return options.withParameter("ArchiveSlots", "2");
    }

    /**
     * Sends requests, and checks the answers and what is stored.
     *
     * @param needsToken whether a caller needs a token
     * @param count the number of requests, multiplied by the scale of the run
     */
    static void send(
            StackUnderTest stack,
            CanaryOrders canaryOrders,
            HostileRequests requests,
            boolean needsToken,
            int count)
            throws Exception {
        AnswerRules rules =
                new AnswerRules(
                        canaryOrders.accounts(),
                        canaryOrders.canaries(),
                        Set.of(stack.secretKey()),
                        needsToken);
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
                .assertOnlyAcceptedOrdersAreStored(needsToken);
        canaryOrders.assertStillServed();
    }
}
