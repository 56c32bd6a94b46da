package io.orderstream.acceptance.journey;

import static io.orderstream.acceptance.journey.EventTexts.effects;
import static io.orderstream.acceptance.journey.EventTexts.event;
import static io.orderstream.acceptance.journey.EventTexts.stateOf;
import static io.orderstream.acceptance.journey.StackUnderTest.coffee;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orderstream.acceptance.journey.ApiClient.Answer;
import io.orderstream.model.wire.OrderCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Tests events, retries, the history and credit notes with the packaged artifacts. No two tests of
 * this class use the same account. {@link OpenApiCases} also uses account a1. The total of an
 * {@link #order} is 9.
 */
abstract class OrderLifeCases {

    private static final String DATE = "2026-11-23T10:11:12.123456Z";

    private final StackUnderTest stack;

    OrderLifeCases(StackUnderTest stack) {
        this.stack = stack;
    }

    /** Sends the two requests that docs/order-life.md shows. */
    @Test
    void theRequestsInTheDocumentCancelTheOrder_andRefundHalf() throws IOException {
        String id = stack.post(order("a1"));
        assertThat(id).isEqualTo("01a207e3-627b-8a1f-b4ba-f587d21b0fba");
        Matcher request =
                Pattern.compile(
                                "```\nPOST (\\S+)\nContent-Type: (\\S+)\nIdempotency-Key: (\\S+)\n\n"
                                        + "([^`]+)\n```")
                        .matcher(Files.readString(Path.of("../docs/order-life.md")));
        int requests = 0;
        while (request.find()) {
            requests++;
            Answer answer =
                    stack.api()
                            .send(
                                    "POST",
                                    request.group(1),
                                    request.group(4),
                                    Map.of(
                                            "content-type", request.group(2),
                                            "idempotency-key", request.group(3)));
            assertThat(answer.status()).as("%s", answer).isEqualTo(202);
        }
        assertThat(requests).isEqualTo(2);

        assertThat(stateOf(awaitVersion("a1", id, 2))).isEqualTo("cancelled 2 4.5 0");
        assertThat(stack.awaitHistory("a1", id, 2).findValuesAsText("type"))
                .containsExactly("cancelled", "refunded");
    }

    @Test
    void anOrderWithoutEventsHasTheStatusPlaced_inEveryAnswer() {
        String id = stack.post(order("pia"));

        JsonNode order = awaitVersion("pia", id, 0);

        assertThat(stateOf(order)).isEqualTo("placed 0 0 9");
        assertThat(stack.awaitOk("/orders?accountid=pia").json().path("orders"))
                .containsExactly(order);
        JsonNode history = stack.awaitOk("/order/events?" + query("pia", id)).json();
        assertThat(history.path("order")).isEqualTo(order);
        assertThat(history.path("events")).isEmpty();
    }

    @Test
    void anOrderCanBeCancelledBeforeItArrives() throws Exception {
        String id =
                OrderCodec.parseRecord(order("eve").getBytes(UTF_8), Instant.now()).id().value();
        postEvent("eve", id, "cancelled", "\"reason\": \"changed my mind\"");
        await("the event is in the table")
                .atMost(StackUnderTest.PATIENCE)
                .until(() -> stack.itemsOf("eve").size() == 1);

        assertThat(stack.api().get("/order?" + query("eve", id)).status()).isEqualTo(404);
        assertThat(stack.api().get("/order/events?" + query("eve", id)).status()).isEqualTo(404);
        assertThat(stack.awaitOk("/orders?accountid=eve").json().path("orders")).isEmpty();
        assertThat(stack.post(order("eve"))).isEqualTo(id);

        assertThat(stateOf(awaitVersion("eve", id, 1))).isEqualTo("cancelled 1 0 0");
    }

    /** The first refund is 60 % of the total, so only 40 % is left. The second refund is 50 %. */
    @Test
    void aRefundOfMoreThanIsLeftHasNoEffect_andTheHistorySaysWhy() {
        String id = stack.post(order("rex"));
        postEvent("rex", id, "refunded", "\"amount\": \"5.4\", \"eventdate\": \"" + DATE + "\"");
        postEvent("rex", id, "refunded", "\"amount\": \"4.5\", \"eventdate\": \"" + DATE + "\"");

        JsonNode history = stack.awaitHistory("rex", id, 2);

        assertThat(stateOf(history.path("order"))).isEqualTo("placed 1 5.4 3.6");
        assertThat(effects(history)).containsExactly("true ", "false only 3.6 was left to refund");
    }

    @Test
    void theStateAtATimeContainsOnlyWhatHadArrived() {
        String id = stack.post(order("tim"));
        String placed = awaitVersion("tim", id, 0).path("receivedat").asText();
        postEvent("tim", id, "fulfilled", "\"reference\": \"parcel 7\"");
        awaitVersion("tim", id, 1);
        JsonNode history = stack.awaitHistory("tim", id, 1);
        String fulfilled = history.path("events").path(0).path("receivedat").asText();
        String before = Instant.parse(placed).minusMillis(1).toString();

        assertThat(at("/order?", id, before).status()).isEqualTo(404);
        assertThat(stateOf(at("/order?", id, placed).json().path("order")))
                .isEqualTo("placed 0 0 9");
        assertThat(at("/order/events?", id, placed).json().path("events")).isEmpty();
        assertThat(stateOf(at("/order?", id, fulfilled).json().path("order")))
                .isEqualTo("fulfilled 1 0 9");
        assertThat(at("/order/events?", id, Instant.now().toString()).json()).isEqualTo(history);
    }

    private Answer at(String path, String id, String time) {
        return stack.api().get(path + query("tim", id) + "&at=" + time);
    }

    @Test
    void aRefundAndACancellationEachMakeACreditNote_andTheInvoiceStaysAsItWas() {
        String id = stack.post(order("cat"));
        String invoice = stack.awaitOk("/invoice?" + query("cat", id)).json().path("url").asText();
        String document = stack.api().fetch(invoice).text();
        String note = "/invoice?" + query("cat", id) + "&document=creditnote";
        Answer none = stack.api().get(note);
        assertThat(none.status()).as("%s", none).isEqualTo(404);
        assertThat(none.json().path("type").asText())
                .isEqualTo("urn:orderstream:problem:no-credit-note");

        postEvent("cat", id, "refunded", "\"amount\": \"4.5\", \"ifversion\": 0");
        awaitVersion("cat", id, 1);
        JsonNode first = stack.awaitOk(note).json();
        postEvent("cat", id, "cancelled", "\"reason\": \"cold\"");
        awaitVersion("cat", id, 2);
        JsonNode second = stack.awaitOk(note).json();

        assertThat(first.path("number").asText()).isEqualTo(id + "-1");
        assertThat(second.path("number").asText()).isEqualTo(id + "-2");
        assertThat(stack.api().fetch(first.path("url").asText()).json().path("credited").asText())
                .isEqualTo("4.5");
        assertThat(stack.api().fetch(second.path("url").asText()).json().path("credited").asText())
                .isEqualTo("9");
        assertThat(
                        stack.api()
                                .fetch(
                                        stack.awaitOk("/invoice?" + query("cat", id))
                                                .json()
                                                .path("url")
                                                .asText())
                                .text())
                .isEqualTo(document)
                .doesNotContain("status");
        assertThat(stack.keysUnder("issued/cat/")).hasSize(3);
    }

    @Test
    void tenRetriesAtOnceWithOneKeyAreOneOrder_andAnotherBodyIsAnotherOrder() {
        String key = key();
        List<CompletableFuture<Answer>> retries =
                IntStream.range(0, 10)
                        .mapToObj(
                                i ->
                                        CompletableFuture.supplyAsync(
                                                () -> postWithKey(undated("ida", 2), key)))
                        .toList();
        List<String> ids = new ArrayList<>();
        for (CompletableFuture<Answer> retry : retries) {
            Answer answer = retry.join();
            assertThat(answer.status()).as("%s", answer).isEqualTo(202);
            ids.add(answer.json().path("orderid").asText());
        }
        String other = postWithKey(undated("ida", 3), key).json().path("orderid").asText();
        stack.awaitAllRead();

        assertThat(ids).containsOnly(ids.get(0)).doesNotContain(other);
        assertThat(stack.itemsOf("ida"))
                .extracting(item -> item.get("orderid").s())
                .containsExactlyInAnyOrder(ids.get(0), other);
        assertThat(stack.archivedOf("ida"))
                .extracting(line -> line.path("idempotencykey").asText())
                .containsExactly(key, key);
    }

    private Answer postWithKey(String order, String key) {
        return stack.api()
                .send(
                        "POST",
                        "/order",
                        order,
                        Map.of(
                                "content-type",
                                "application/json",
                                "idempotency-key",
                                '"' + key + '"'));
    }

    private static String undated(String account, int quantity) {
        return """
               {"order": {"accountid": "%s", "vendorid": "v1",
                          "details": {"unitprice": "4.5", "quantity": %s}}}
               """
                .formatted(account, quantity);
    }

    /** A UUID of version 7 with the current time. */
    private static String key() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long high = (System.currentTimeMillis() << 16) | 0x7000 | random.nextInt(0x1000);
        long low = (random.nextLong() >>> 2) | (1L << 63);
        return new UUID(high, low).toString();
    }

    @Test
    void onlyTheFirstThousandOfFiveThousandEventsAreRead_andTheAnswersSayThatThereAreMore() {
        String id = stack.post(order("max"));
        List<byte[]> refunds = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            refunds.add(
                    event(
                                    "max",
                                    id,
                                    "refunded",
                                    "\"amount\": 0.001, \"reason\": \""
                                            + i
                                            + "\", \"eventdate\": \""
                                            + DATE
                                            + "\"")
                            .getBytes(UTF_8));
        }
        stack.putAllOntoStream(refunds, id);
        await("all events are in the table")
                .atMost(StackUnderTest.PATIENCE)
                .until(() -> stack.itemsOf("max").size() == 5_001);

        JsonNode history = stack.awaitOk("/order/events?" + query("max", id)).json();

        assertThat(history.path("events")).hasSize(1_000);
        assertThat(history.path("order").path("moreevents").asBoolean()).isTrue();
        assertThat(stateOf(history.path("order"))).isEqualTo("placed 1000 1 8");
        assertThat(stack.awaitOk("/order?" + query("max", id)).json().path("order"))
                .isEqualTo(history.path("order"));
        assertThat(stack.awaitOk("/orders?accountid=max").json().path("orders"))
                .containsExactly(history.path("order"));
    }

    private static String order(String account) {
        return coffee(account, "v1", DATE, "4.5", 2);
    }

    private void postEvent(String account, String id, String type, String members) {
        Answer answer = stack.api().post("/order/events", event(account, id, type, members));
        assertThat(answer.status()).as("%s", answer).isEqualTo(202);
        assertThat(answer.json().path("orderid").asText()).isEqualTo(id);
    }

    private static String query(String account, String id) {
        return "accountid=" + account + "&vendorid=v1&orderid=" + id;
    }

    private ObjectNode awaitVersion(String account, String id, int version) {
        return (ObjectNode)
                await("version " + version)
                        .atMost(StackUnderTest.PATIENCE)
                        .until(
                                () ->
                                        stack.awaitOk("/order?" + query(account, id))
                                                .json()
                                                .path("order"),
                                order -> order.path("version").asInt() == version);
    }
}
