package io.orderstream.acceptance.journey;

import io.orderstream.acceptance.hostile.HostileRequests;
import org.junit.jupiter.api.Test;

/**
 * Sends 3,500 hostile requests to an API that requires no token. A soak sends ten times as many.
 */
class HostileCallersITCase {

    @Test
    void anApiWithoutTokensWithstandsHostileRequests() throws Exception {
        try (StackUnderTest stack =
                StackUnderTest.start("hostile-open", HostileTrafficRun::withFewSlots)) {
            CanaryOrders canaryOrders = CanaryOrders.in(stack, account -> stack.api());
            HostileRequests requests =
                    HostileRequests.withoutToken(
                            HostileTrafficRun.SIZE.seed(), canaryOrders.accounts());

            HostileTrafficRun.send(stack, canaryOrders, requests, false, 7_000);
        }
    }
}
