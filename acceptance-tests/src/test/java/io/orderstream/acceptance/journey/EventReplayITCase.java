package io.orderstream.acceptance.journey;

import static io.orderstream.acceptance.journey.StackUnderTest.coffee;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.orderstream.acceptance.journey.ApiClient.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The effects of an order's events depend only on the sequence of the events on the stream.
 * Repeated events, reshards, failures and a replay do not change the effects. In these tests, the
 * job forgets an event after a second. The total of each order is 9.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EventReplayITCase {

    private static final String DATE = "2026-11-23T10:11:12.123456Z";
    private static final Duration LONGER_THAN_DEDUPLICATION_TTL = Duration.ofSeconds(3);

    private StackUnderTest stack;

    @BeforeAll
    void start() {
        stack =
                StackUnderTest.start(
                        "event-replay",
                        options -> options.withParameter("DeduplicationTtl", "PT1S"));
        stack.startJob();
    }

    @AfterAll
    void stop() {
        if (stack != null) {
            stack.close();
        }
    }

    /**
     * Two clients each send an event for version 0 at the same time. After the table was lost, the
     * replay must give the effect to the same event.
     */
    @Test
    void onlyTheFirstOfTwoConcurrentEventsHasAnEffect_alsoAfterAReplayIntoAnEmptyTable() {
        Map<String, String> orders = new TreeMap<>();
        for (int i = 0; i < 5; i++) {
            String account = "two" + i;
            String id = stack.post(order(account));
            orders.put(account, id);
            stack.awaitOk("/order?" + query(account, id));
            List<CompletableFuture<Void>> clients = new ArrayList<>();
            for (String type : List.of("cancelled", "fulfilled")) {
                clients.add(
                        CompletableFuture.runAsync(
                                () -> postEvent(account, id, type, "\"ifversion\": 0")));
            }
            clients.forEach(CompletableFuture::join);
        }
        Map<String, JsonNode> before = new TreeMap<>();
        orders.forEach((account, id) -> before.put(account, stack.awaitHistory(account, id, 2)));
        before.values()
                .forEach(
                        history -> {
                            String winner = history.path("events").path(0).path("type").asText();
                            assertThat(EventTexts.stateOf(history.path("order")))
                                    .startsWith(winner + " 1 0 ");
                            assertThat(EventTexts.effects(history))
                                    .containsExactly("true ", "false the version was 1");
                        });

        stack.cancelJob();
        stack.emptyTable();
        orders.forEach(
                (account, id) ->
                        assertThat(stack.api().get("/order?" + query(account, id)).status())
                                .isEqualTo(404));
        // Without a savepoint, the job reads the stream from its beginning.
        stack.startJob();

        orders.forEach(
                (account, id) ->
                        assertThat(stack.awaitHistory(account, id, 2))
                                .isEqualTo(before.get(account)));
    }

    /**
     * When the third copy of the refund comes, the job has forgotten the refund, so it writes this
     * copy to the table, too. The history still has the refund once.
     */
    @Test
    void anEventThatIsSentThreeTimesCountsOnce() {
        String id = stack.post(order("thrice"));
        byte[] refund = refund("thrice", id, "3");
        stack.putAllOntoStream(List.of(refund, refund), id);
        stack.awaitHistory("thrice", id, 1);
        Instant over = Instant.now().plus(LONGER_THAN_DEDUPLICATION_TTL);
        await("the job has forgotten the refund").until(() -> Instant.now().isAfter(over));
        stack.putAllOntoStream(List.of(refund, refund("thrice", id, "4")), id);

        JsonNode history = stack.awaitHistory("thrice", id, 2);

        assertThat(EventTexts.stateOf(history.path("order"))).isEqualTo("placed 2 7 2");
        // The items of the order, of the refund of 3 (twice, because the job had forgotten it), and
        // of the refund of 4.
        assertThat(stack.itemsOf("thrice")).hasSize(4);
    }

    @Test
    void theRecordsOfAnAggregateAreInSequence() {
        String id = stack.post(order("pack"));
        byte[] cancelled = event("pack", id, "cancelled", "\"eventdate\": \"" + DATE + "\"");
        byte[] fulfilled = event("pack", id, "fulfilled", "\"eventdate\": \"" + DATE + "\"");
        stack.putOntoStream(Aggregate.of(id, List.of(fulfilled, cancelled)), id);

        JsonNode history = stack.awaitHistory("pack", id, 2);

        assertThat(EventTexts.stateOf(history.path("order"))).isEqualTo("fulfilled 1 0 9");
        // A sequence has 60 digits, a hyphen, and ten digits with the index in the aggregate.
        assertThat(history.path("events").findValuesAsText("sequence"))
                .extracting(sequence -> sequence.substring(61))
                .containsExactly("0000000000", "0000000001");
        assertThat(EventTexts.effects(history))
                .containsExactly("true ", "false the order was fulfilled");
    }

    @Test
    void eventsKeepTheirSequence_whenShardsAreSplitAfterTheFirstEvent() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            ids.add(stack.post(order("split" + i)));
            postEvent("split" + i, ids.get(i), "fulfilled", "\"reference\": \"1\"");
        }
        stack.splitShards();
        for (int i = 0; i < 8; i++) {
            postEvent("split" + i, ids.get(i), "cancelled", "\"reason\": \"too late\"");
            postEvent("split" + i, ids.get(i), "refunded", "\"amount\": 9, \"ifversion\": 1");
        }

        for (int i = 0; i < 8; i++) {
            JsonNode history = stack.awaitHistory("split" + i, ids.get(i), 3);
            assertThat(EventTexts.stateOf(history.path("order"))).isEqualTo("fulfilled 2 9 0");
            assertThat(EventTexts.effects(history))
                    .containsExactly("true ", "false the order was fulfilled", "true ");
        }
    }

    @Test
    void anEventHasOneEffect_whenTheTaskManagerIsKilledBeforeAndAfterIt() {
        String id = stack.post(order("kill"));
        stack.awaitOk("/order?" + query("kill", id));
        stack.replaceTaskManager();
        postEvent("kill", id, "cancelled", "\"reason\": \"cold\"");
        JsonNode history = stack.awaitHistory("kill", id, 1);
        stack.replaceTaskManager();

        assertThat(EventTexts.stateOf(history.path("order"))).isEqualTo("cancelled 1 0 0");
        assertThat(stack.awaitHistory("kill", id, 1).path("events"))
                .isEqualTo(history.path("events"));
    }

    private static String order(String account) {
        return coffee(account, "v1", DATE, "4.5", 2);
    }

    private static byte[] refund(String account, String id, String amount) {
        return event(
                account,
                id,
                "refunded",
                "\"amount\": " + amount + ", \"eventdate\": \"" + DATE + "\"");
    }

    private static byte[] event(String account, String id, String type, String members) {
        return EventTexts.event(account, id, type, members).getBytes(UTF_8);
    }

    private void postEvent(String account, String id, String type, String members) {
        Answer answer =
                stack.api().post("/order/events", EventTexts.event(account, id, type, members));
        assertThat(answer.status()).as("%s", answer).isEqualTo(202);
    }

    private static String query(String account, String id) {
        return "accountid=" + account + "&vendorid=v1&orderid=" + id;
    }
}
