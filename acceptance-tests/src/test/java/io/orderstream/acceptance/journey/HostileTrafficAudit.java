package io.orderstream.acceptance.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.acceptance.hostile.HostileTraffic;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks what hostile traffic left in the table, in the bucket and in the logs. */
final class HostileTrafficAudit {

    private static final String UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
    private static final Pattern ARCHIVE_KEY =
            Pattern.compile(
                    "(?:invoices|events)/dt=[0-9-]{10}/hh=[0-9]{2}/slot=[0-9]{2}/[0-9]{13}-[0-9]{10}/part-"
                            + UUID
                            + "-[0-9]+\\.jsonl");
    private static final Pattern ISSUED_KEY =
            Pattern.compile(
                    "issued/([^/]+)/[^/]+/(?:"
                            + UUID
                            + "|creditnote-"
                            + UUID
                            + "-[0-9]+)\\.(?:json|html|pdf)");

    private final StackUnderTest stack;
    private final CanaryOrders canaryOrders;
    private final HostileTraffic traffic;
    private final Set<String> keysBefore;

    /**
     * An audit of traffic that has ended.
     *
     * @param keysBefore the keys of the bucket before the traffic
     */
    HostileTrafficAudit(
            StackUnderTest stack,
            CanaryOrders canaryOrders,
            HostileTraffic traffic,
            Set<String> keysBefore) {
        this.stack = stack;
        this.canaryOrders = canaryOrders;
        this.traffic = traffic;
        this.keysBefore = Set.copyOf(keysBefore);
    }

    /**
     * Checks by id that exactly the accepted orders and events are stored. Also checks that no new
     * object is outside its folder, that neither a function nor the emulator of Kinesis or DynamoDB
     * has logged a canary, and that the job has never failed.
     *
     * @param needsToken whether a caller needs a token, and so can post only for its own account
     */
    void assertOnlyAcceptedOrdersAreStored(boolean needsToken) {
        Set<String> accepted = new HashSet<>(traffic.accepted());
        accepted.addAll(canaryOrders.orders());
        stack.awaitOrders(accepted.size());
        stack.awaitEvents(traffic.acceptedEvents().size());
        stack.awaitCommitted();

        stack.assertJobNeverFailed();
        assertThat(stack.orderIds()).containsExactlyInAnyOrderElementsOf(accepted);
        assertThat(stack.linesUnder("invoices/").stream().map(HostileTrafficAudit::orderId))
                .containsExactlyInAnyOrderElementsOf(accepted);
        assertThat(stack.eventIds()).containsExactlyInAnyOrderElementsOf(traffic.acceptedEvents());
        assertThat(stack.linesUnder("events/").stream().map(HostileTrafficAudit::eventId))
                .containsExactlyInAnyOrderElementsOf(traffic.acceptedEvents());
        if (needsToken) {
            Set<String> others =
                    stack.orderIdsOfOthersThan(canaryOrders.accounts().caller().account());
            assertThat(canaryOrders.orders())
                    .as("all orders of other accounts are canary orders")
                    .containsAll(others);
        }
        assertKeysInTheirFolders();
        for (String secret : canaryOrders.canaries().keySet()) {
            assertThat(stack.logs()).as("the logs").doesNotContain(secret);
        }
    }

    /**
     * Checks that each new object is a file of the archive or an issued document. A document must
     * be for the caller, or for an account for which the API returned the address of a document. A
     * new object in {@code rejected/} is an error, too: the API and the job apply the same rules,
     * so the job must accept every record that the API accepted.
     */
    private void assertKeysInTheirFolders() {
        Set<String> accounts = new HashSet<>(traffic.invoiced());
        accounts.add(canaryOrders.accounts().caller().account());
        List<String> stray =
                stack.keysUnder("").stream()
                        .filter(key -> !keysBefore.contains(key))
                        .filter(key -> !ARCHIVE_KEY.matcher(key).matches())
                        .filter(key -> !isIssuedFor(accounts, key))
                        .toList();
        assertThat(stray).as("keys outside their folders").isEmpty();
    }

    private static boolean isIssuedFor(Set<String> accounts, String key) {
        Matcher issued = ISSUED_KEY.matcher(key);
        return issued.matches() && accounts.contains(issued.group(1));
    }

    private static String eventId(String line) {
        return Json.read(line).path("eventid").asText();
    }

    private static String orderId(String line) {
        return Json.read(line).path("orderid").asText();
    }
}
