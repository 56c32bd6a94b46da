package io.orderstream.acceptance.journey;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.orderstream.acceptance.journey.ApiClient.Answer;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The views of what the stack stores: rejected records, stream, table and archive. */
abstract class ConsoleDataCases extends ConsoleCases {

    /**
     * A text with markup, and with a character that reverses the direction of the text after it.
     */
    private static final String HOSTILE =
            "<img src=x onerror=\"document.title='owned'\"></script><script>document.title='owned'</script>\u202egnp";

    ConsoleDataCases(StackUnderTest stack, BrowserTab tab) {
        super(stack, tab);
    }

    @Test
    void hostileTextsStayTexts_inEveryViewThatShowsThem() {
        String id =
                stack.post(
                        """
                        {"order": {"accountid": "mallory", "vendorid": "v1", "details":
                            {"unitprice": 1, "quantity": 1, "coffeetype": %1$s, %1$s: [%1$s]}}}
                        """
                                .formatted(Json.text(HOSTILE)));
        stack.awaitOk("/order?accountid=mallory&vendorid=v1&orderid=" + id);
        String second =
                stack.post(
                        """
                        {"order": {"accountid": "mallory", "vendorid": "v1", "details":
                            {"unitprice": 1, "quantity": 1, "coffeetype": "\\u202egnp"}}}
                        """);
        stack.awaitOk("/order?accountid=mallory&vendorid=v1&orderid=" + second);
        Answer event =
                stack.api()
                        .post(
                                "/order/events",
                                """
                                {"event": {"type": "cancelled", "accountid": "mallory",
                                    "vendorid": "v1", "orderid": "%s", "reason": %s}}
                                """
                                        .formatted(id, Json.text(HOSTILE)));
        assertThat(event.status()).as("%s", event).isEqualTo(202);
        stack.putOntoStream(("{\"order\": " + Json.text(HOSTILE) + "}").getBytes(UTF_8), HOSTILE);
        stack.putOntoStream(
                "{\"event\": {\"type\": %1$s, \"accountid\": %1$s}}"
                        .formatted(Json.text(HOSTILE))
                        .getBytes(UTF_8),
                "k6");
        stack.putOntoStream(new byte[] {(byte) 0xff, '<', 'b', '>'}, "k7");
        await("three rejected records")
                .atMost(StackUnderTest.PATIENCE)
                .until(() -> stack.linesUnder("rejected/").size() >= 3);

        fill("#list", Map.of("accountid", "mallory"));
        click("#list button");
        awaitShown("#list-table", "1 × <img src=x");
        awaitShown("#list-table", "1 × \\u202egnp");
        assertThat(
                        tab.run(
                                        "return [...document.querySelectorAll('#list-table [title]')]"
                                                + ".map((shown) => shown.title).join()")
                                .asText())
                .contains("1 × \\u202egnp")
                .doesNotContain("\u202e");
        go("order?accountid=mallory&vendorid=v1&orderid=" + id);
        awaitShown("#history", "\\u202egnp");
        awaitShown("#order-json", "onerror");
        go("rejected");
        tab.awaitTrue("document.querySelectorAll('#rejected .rows > li').length >= 3");
        openAllRows("rejected");
        awaitShown("#rejected", "onerror");
        awaitShown("#rejected", "ff 3c 62 3e");
        go("stream");
        tab.awaitTrue("document.querySelectorAll('#stream .rows > li').length >= 6");
        openAllRows("stream");
        awaitShown("#stream", "onerror");
        assertThat(texts("#stream .badge")).contains(HOSTILE.replace("\u202e", "\\u202e"));
        go("table?accountid=mallory");
        tab.awaitTrue("document.querySelectorAll('#table .rows > li').length === 3");
        openAllRows("table");
        awaitShown("#table", "onerror");
        go("archive");
        String file = stack.keysUnder("rejected/dt=").get(0);
        for (int end = file.indexOf('/'); end > 0; end = file.indexOf('/', end + 1)) {
            click("#archive [data-key='" + file.substring(0, end + 1) + "']");
        }
        click("#archive [data-key='" + file + "']");
        tab.awaitTrue("document.querySelector('#archive pre')");

        assertThat(tab.run("return document.title").asText()).doesNotContain("owned");
        assertThat(
                        tab.run(
                                        "return document.querySelectorAll("
                                                + "'main img, main script, main b b').length")
                                .asInt())
                .isZero();
    }

    private void openAllRows(String view) {
        String open =
                "document.querySelectorAll('#"
                        + view
                        + " details').forEach(row => { row.open = true; });";
        tab.run(open);
        tab.awaitTrue(
                "[...document.querySelectorAll('#"
                        + view
                        + " .rows > li .inside')].every(row => row.hasChildNodes())");
        // The rows now have their content, which may contain more rows.
        tab.run(open);
    }

    @Test
    void aViewSaysThatItIsReading() {
        tab.run("window.fetch = () => new Promise(() => {})");
        tab.run("location.hash = '#/stream'");

        tab.awaitTrue(
                "getComputedStyle(document.querySelector('#stream .content'), '::before').content"
                        + " === '\"Reading…\"'");
    }

    @Test
    void theNewestOfTwoRefreshesIsShown_evenIfItsAnswerArrivesFirst() {
        go("rejected");
        tab.run(
                """
                const realFetch = window.fetch;
                const answers = [];
                window.fetch = (path, options) => path === '/local/rejected'
                    ? new Promise(done => answers.push(done)) : realFetch(path, options);
                const refresh = document.querySelector('#rejected .refresh');
                refresh.click();
                refresh.click();
                answers[1](new Response('{"records": [], "more": true}'));
                await new Promise(done => setTimeout(done, 200));
                answers[0](new Response('{"records": []}'));
                await new Promise(done => setTimeout(done, 200));
                """);

        assertThat(text("#rejected")).contains("too large to be shown here");
    }

    /**
     * If all rejected records are too large to be shown, the list is empty. The page must not say
     * that no record was rejected.
     */
    @Test
    void theRejectedViewSaysThatThereAreRecords_whenAllAreTooLarge() {
        answer("/local/rejected", 200, "{\"records\": [], \"more\": true}");
        go("rejected");

        awaitShown("#rejected", "too large to be shown here");
        assertThat(attribute("#rejected .content a", "href"))
                .isEqualTo("#/archive?prefix=rejected/");
    }

    @Test
    void theColumnsOfStreamTableAndArchiveHaveHeads_andTheStreamShowsTypeAndAccount() {
        String id = stack.post(StackUnderTest.coffee("zoe", "v1", DATE, "4.5", 2));
        assertThat(
                        stack.api()
                                .post(
                                        "/order/events",
                                        EventTexts.event(
                                                "zoe", id, "fulfilled", "\"reference\": \"7\""))
                                .status())
                .isEqualTo(202);
        await("the order and its event")
                .atMost(StackUnderTest.PATIENCE)
                .until(() -> stack.itemsOf("zoe").size() == 2);

        go("stream");
        assertThat(texts("#stream .heads span"))
                .containsExactly("Arrived", "Type", "Account", "Partition key", "Shard", "Size");
        assertThat(texts("#stream summary").stream().filter(row -> row.contains("zoe")))
                .hasSize(2)
                .anyMatch(row -> row.contains("Type order") && row.contains("Account zoe"))
                .anyMatch(row -> row.contains("Type fulfilled") && row.contains("Account zoe"));
        go("table?accountid=zoe");
        assertThat(texts("#table .heads span"))
                .containsExactly("Received", "Type", "Account", "Vendor", "Order", "Amount");
        assertThat(texts("#table summary"))
                .anyMatch(row -> row.contains("Vendor v1") && row.contains("Amount 9.00"));
        go("archive");
        assertThat(texts("#archive .heads span")).containsExactly("Name", "Written", "Size");
    }

    @Test
    void theStreamViewLinksToAllShards_whenAShardIsClosedOrUnknown() {
        go("stream?shardid=shardId-000000000099");
        awaitShown("#stream .problem", "There is no such shard");
        assertThat(attribute("#stream .problem a", "href")).isEqualTo("#/stream");

        answer(
                "/local/stream",
                200,
                """
                {"shards": [{"shardid": "shardId-000000000000", "open": false}], "records": []}
                """);
        go("stream?shardid=shardId-000000000000");
        awaitShown("#stream", "This shard is closed: it was split or merged");
        assertThat(attribute("#stream .content a", "href")).isEqualTo("#/stream");
    }

    @Test
    void theArchiveViewLinksToTheFolder_whenAFileIsMissing() {
        go("archive?file=invoices/dt=2026-01-01/none.jsonl");

        awaitShown(
                "#archive .problem",
                "A file appears when the checkpoint after its records is complete.");
        assertThat(attribute("#archive .problem a", "href"))
                .isEqualTo("#/archive?prefix=invoices%2Fdt%3D2026-01-01%2F");
    }
}
