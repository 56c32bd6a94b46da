package io.orderstream.acceptance.journey;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.orderstream.acceptance.contract.ApiContract;
import io.orderstream.acceptance.contract.ApiOperation;
import io.orderstream.acceptance.journey.ApiClient.Answer;
import io.orderstream.embedded.gateway.ApiDocuments;
import io.orderstream.lambda.http.ProblemType;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The console in a real browser: what a user does, and what the page then shows. Each test has an
 * account of its own.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleITCase {

    private static final List<String> VIEWS =
            List.of("orders", "live", "rejected", "stream", "table", "archive", "api");

    /**
     * A text with markup, and with a character that reverses the direction of the text after it.
     */
    private static final String HOSTILE =
            "<img src=x onerror=\"document.title='owned'\"></script><script>document.title='owned'</script>\u202egnp";

    private StackUnderTest stack;
    private BrowserTab tab;

    @BeforeAll
    void start() {
        WebPage.requireChromium();
        stack = StackUnderTest.start("console", options -> options);
        stack.startJob();
    }

    @AfterAll
    void stop() {
        if (stack != null) {
            stack.close();
        }
    }

    @BeforeEach
    void open() {
        tab = BrowserTab.open();
        tab.look(1280, "light");
        tab.runFirst(
                """
                window.shifts = 0;
                new PerformanceObserver(list => list.getEntries()
                    .filter(entry => !entry.hadRecentInput)
                    .forEach(entry => { window.shifts += entry.value; }))
                    .observe({type: 'layout-shift', buffered: true});
                """);
        tab.visit(stack.apiAddress().resolve("/"));
    }

    @AfterEach
    void close() {
        if (tab != null) {
            List<String> errors = tab.errors();
            tab.close();
            assertThat(errors).as("errors in the browser").isEmpty();
        }
    }

    @Test
    void anOrderIsPlaced_andFollowedUntilItsInvoice() {
        tab.awaitTrue("document.querySelector('#job').textContent.includes('RUNNING')");
        fill("#place", Map.of("accountid", "carl", "unitprice", "4.50", "quantity", "2"));
        click("#place button.main");

        tab.awaitTrue("document.querySelectorAll('#journeys .done').length === 3");
        JsonNode steps =
                tab.run(
                        "return [...document.querySelectorAll('#journeys .steps li')]"
                                + ".map(step => step.innerText.replaceAll('\\n', ' '))");
        String took = " [0-9.]+ (ms|s|min) [0-9:]{8}";
        assertThat(steps.get(0).asText()).matches("Accepted" + took);
        assertThat(steps.get(1).asText()).matches("Readable" + took);
        assertThat(steps.get(2).asText()).matches("Archived" + took);
        tab.awaitTrue(
                "document.querySelector('#list-table caption')?.textContent.includes('carl')");
        assertThat(text("#list-table tbody td:nth-child(3)")).isEqualTo("2 × Flat White");
        assertThat(text("#list-table tbody td:nth-child(5)")).isEqualTo("EUR 9.00");
        assertThat(shifts()).isLessThan(0.1);

        click("#list-table tbody a");
        tab.awaitTrue("document.querySelectorAll('#documents a').length > 0");
        assertThat(text("#order-status")).isEqualTo("placed");
        Answer invoice = stack.api().get(attribute("#documents a", "href"));
        assertThat(invoice.status()).as("%s", invoice).isEqualTo(302);
        assertThat(stack.api().fetch(invoice.header("location")).text()).contains("Flat White");
        assertThat(shown("Invoice as PDF")).isEqualTo("application/pdf");
        assertThat(shown("Invoice as JSON")).isEqualTo("application/json");
    }

    /** The content type of a document that the browser shows and does not save. */
    private String shown(String document) {
        String link = attribute("#documents [aria-label='" + document + "']", "href");
        Answer answer = stack.api().fetch(stack.api().get(link).header("location"));
        assertThat(answer.header("content-disposition")).startsWith("inline; ");
        return answer.header("content-type");
    }

    @Test
    void aWrongPriceIsExplainedAtItsField() {
        fill("#place", Map.of("accountid", "wrong", "unitprice", "cheap"));
        click("#place button.main");

        tab.awaitTrue("document.querySelector('#place-problem .problem')");

        assertThat(text("#place-problem"))
                .contains("order.details.unitprice", "expected a decimal number", "cheap");
        assertThat(tab.run("return document.activeElement.name").asText()).isEqualTo("unitprice");
        assertThat(attribute("#place [name=unitprice]", "aria-invalid")).isEqualTo("true");
        assertThat(attribute("#place [name=quantity]", "aria-invalid")).isEqualTo("false");

        click("#place-problem a");
        awaitShown("#api", "The order breaks a rule of the order format");
        assertThat(text("#api details[open] b")).isEqualTo("invalid-order");
    }

    /** Numbers keep the digits that were typed, also those that a JavaScript number would lose. */
    @Test
    void moreDetailsAreSentAsTheyWereTyped() {
        fill(
                "#place",
                Map.of(
                        "accountid", "dora",
                        "more", "{\"serial\": 12345678901234567890.10, \"milk\": [\"oat\"]}"));
        click("#place button.main");
        tab.awaitTrue("document.querySelectorAll('#journeys .done').length >= 2");

        assertThat(stack.awaitOk("/orders?accountid=dora").text())
                .contains("\"serial\":12345678901234567890.10,\"milk\":[\"oat\"]");
        click("#journeys a");
        tab.awaitTrue(
                "document.querySelector('#order-json').textContent"
                        + ".includes('\"serial\": 12345678901234567890.10,')");
    }

    @Test
    void anOrderIsRefundedAndCancelled_andItsHistoryAndItsPastAreShown() {
        visitOrder("hana", stack.post(StackUnderTest.coffee("hana", "v1", DATE, "4.5", 2)));
        tab.awaitTrue("document.querySelectorAll('#history > li').length === 1");

        click("#event [value=refunded]");
        fill("#event", Map.of("amount", "2.5", "reason", "cold"));
        click("#event button.main");
        tab.awaitTrue("document.querySelectorAll('#history button').length === 2");
        click("#event [value=cancelled]");
        click("#event [name=ifversion]");
        click("#event button.main");
        tab.awaitTrue("document.querySelectorAll('#history button').length === 3");
        click("#event [value=fulfilled]");
        assertThat(text("#event-hint")).contains("no effect", "cancelled");
        click("#event [name=ifversion]");
        click("#event button.main");
        tab.awaitTrue("document.querySelectorAll('#history button').length === 4");

        List<String> history = new ArrayList<>();
        tab.run(
                        "return [...document.querySelectorAll('#history > li')].map(entry =>"
                                + " entry.querySelector('b').textContent + ': '"
                                + " + entry.lastElementChild.textContent)")
                .forEach(entry -> history.add(entry.asText()));
        assertThat(history)
                .containsExactly(
                        "Placed: Version 0",
                        "Refunded: Version 1",
                        "Cancelled: Version 2",
                        "Fulfilled: Because the order was cancelled");
        assertThat(text("#order-status")).isEqualTo("cancelled");
        assertThat(facts()).contains("Refunded 2.50", "Net 0.00", "Version 2");
        Answer note =
                stack.api().get(attribute("#documents [aria-label='Credit note as JSON']", "href"));
        assertThat(note.status()).as("%s", note).isEqualTo(302);

        click("#history li:nth-child(2) button");
        tab.awaitTrue("document.querySelector('#order-status').textContent === 'placed'");
        assertThat(facts()).contains("Refunded 2.50", "Net 6.50", "Version 1");
        assertThat(tab.run("return document.querySelectorAll('#history .later').length").asInt())
                .isEqualTo(2);
        click("#at-now");
        tab.awaitTrue("document.querySelector('#order-status').textContent === 'cancelled'");
    }

    private static final String DATE = "2026-11-23T10:11:12.123456Z";

    private void visitOrder(String account, String id) {
        stack.awaitOk("/order?accountid=" + account + "&vendorid=v1&orderid=" + id);
        go("order?accountid=" + account + "&vendorid=v1&orderid=" + id);
    }

    private String facts() {
        return tab.run(
                        "return [...document.querySelectorAll('#facts dt')].map(name =>"
                                + " name.textContent + ' ' + name.nextElementSibling.textContent)"
                                + ".join(', ')")
                .asText();
    }

    @Test
    void anAccountWithManyOrdersHasPages() {
        for (int i = 10; i < 35; i++) {
            stack.post(StackUnderTest.coffee("paul", "v1", "2026-11-23T10:00:" + i + "Z", "1", i));
        }
        await("all orders")
                .atMost(StackUnderTest.PATIENCE)
                .until(() -> stack.itemsOf("paul").size() == 25);
        fill("#list", Map.of("accountid", "paul"));
        click("#list button");

        awaitQuantities(34, 25);
        click("#older");
        awaitQuantities(24, 15);
        click("#older");
        awaitQuantities(14, 10);
        assertThat(tab.run("return document.querySelector('#older').disabled").asBoolean())
                .isTrue();
        click("#newer");
        awaitQuantities(24, 15);
    }

    private void awaitQuantities(int first, int last) {
        tab.awaitTrue(
                String.format(
                        "(() => { const cells = [...document.querySelectorAll("
                                + "'#list-table tbody td:nth-child(3)')];"
                                + " return cells.length === %d"
                                + " && cells.at(0).textContent.startsWith('%d ×')"
                                + " && cells.at(-1).textContent.startsWith('%d ×'); })()",
                        first - last + 1, first, last));
    }

    @Test
    void hostileTextsStayTexts_inEveryView() {
        String id =
                stack.post(
                        """
                        {"order": {"accountid": "mallory", "vendorid": "v1", "details":
                            {"unitprice": 1, "quantity": 1, "coffeetype": %1$s, %1$s: [%1$s]}}}
                        """
                                .formatted(Json.text(HOSTILE)));
        stack.awaitOk("/order?accountid=mallory&vendorid=v1&orderid=" + id);
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
        stack.putOntoStream(new byte[] {(byte) 0xff, '<', 'b', '>'}, "k7");
        await("two rejected records")
                .atMost(StackUnderTest.PATIENCE)
                .until(() -> stack.linesUnder("rejected/").size() >= 2);

        fill("#list", Map.of("accountid", "mallory"));
        click("#list button");
        awaitShown("#list-table", "1 × <img src=x");
        go("order?accountid=mallory&vendorid=v1&orderid=" + id);
        awaitShown("#history", "\\u202egnp");
        awaitShown("#order-json", "onerror");
        go("rejected");
        tab.awaitTrue("document.querySelectorAll('#rejected .rows > li').length >= 2");
        openAllRows("rejected");
        awaitShown("#rejected", "onerror");
        awaitShown("#rejected", "ff 3c 62 3e");
        go("stream");
        tab.awaitTrue("document.querySelectorAll('#stream .rows > li').length >= 4");
        openAllRows("stream");
        awaitShown("#stream", "onerror");
        go("table?accountid=mallory");
        tab.awaitTrue("document.querySelectorAll('#table .rows > li').length === 2");
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
        tab.run(
                "document.querySelectorAll('#"
                        + view
                        + " details').forEach(row => { row.open = true; });"
                        + " await new Promise(done => setTimeout(done, 200));"
                        + "document.querySelectorAll('#"
                        + view
                        + " details').forEach(row => { row.open = true; });");
    }

    private void awaitShown(String selector, String text) {
        tab.awaitTrue(
                "document.querySelector("
                        + Json.text(selector)
                        + ").textContent.includes("
                        + Json.text(text)
                        + ")");
    }

    @Test
    void theApiViewHasEveryRoute_everyExample_everyProblemType_andEverySchema() {
        go("api");
        tab.awaitTrue("document.querySelector('#api .rows')");
        JsonNode document = ApiDocuments.openApi(Path.of("..", "docs"));
        Set<String> schemas = new TreeSet<>();
        document.at("/components/schemas").fieldNames().forEachRemaining(schemas::add);

        assertThat(names("get |post "))
                .containsExactlyInAnyOrderElementsOf(
                        ApiContract.PUBLISHED.operations().stream()
                                .map(ApiOperation::key)
                                .toList());
        assertThat(names("schema ")).containsExactlyInAnyOrderElementsOf(schemas);
        assertThat(names("problem "))
                .containsExactlyElementsOf(
                        Arrays.stream(ProblemType.values()).map(ProblemType::label).toList());
        assertThat(
                        tab.run(
                                "return [...document.querySelectorAll('#api details')]"
                                        + ".filter(one => one.dataset.key.startsWith('problem '))"
                                        + ".filter(one => !one.querySelector('.inside p')).length"))
                .as("problem types without a text")
                .hasToString("0");
        for (ApiOperation operation : ApiContract.PUBLISHED.operations()) {
            String shown = text("#api [data-key='" + keyOf(operation) + "']").replaceAll("\\s", "");
            for (String example : operation.exampleRequests()) {
                operation
                        .answerOf(example)
                        .ifPresent(
                                answer ->
                                        assertThat(shown)
                                                .as("%s, %s", operation, example)
                                                .contains(answer.toString().replaceAll("\\s", "")));
            }
        }
    }

    private static String keyOf(ApiOperation operation) {
        return operation.method().toLowerCase(Locale.ROOT) + " " + operation.path();
    }

    /** The names of the rows whose keys begin with this. */
    private List<String> names(String prefix) {
        List<String> names = new ArrayList<>();
        tab.run(
                        "return [...document.querySelectorAll('#api .rows > li > details')]"
                                + ".filter(row => /^("
                                + prefix
                                + ")/.test(row.dataset.key))"
                                + ".map(row => row.querySelector('b').textContent)")
                .forEach(name -> names.add(name.asText()));
        return names;
    }

    @Test
    void theLiveViewCountsWhatIsPlaced() {
        go("live");
        click("#steady");
        tab.awaitTrue("document.querySelectorAll('#journeys .done').length >= 3");

        tab.awaitTrue(
                "!document.querySelector('#orders-chart [role=img]').ariaLabel.startsWith('0')");
        tab.awaitTrue("document.querySelector('#answers-chart .series').getAttribute('d')");
        tab.awaitTrue("document.querySelector('#tiles div:nth-child(3) dd').textContent > 0");
        click("#steady");
        assertThat(attribute("#steady", "aria-pressed")).isEqualTo("false");
        assertThat(shifts()).isLessThan(0.1);
    }

    @Test
    void theKeyboardReachesEverything_andItsFocusIsVisible() {
        tab.awaitTrue("document.querySelector('#list-table').hasChildNodes()");
        tab.awaitTrue("!document.querySelector('#flink').hidden");
        List<String> reached = new ArrayList<>();
        for (int i = 0; i < 23; i++) {
            tab.press("Tab", 9);
            JsonNode focus =
                    tab.run(
                            """
                            const element = document.activeElement;
                            const box = element.getBoundingClientRect();
                            return {name: element.name || element.textContent.trim(),
                                outline: getComputedStyle(element).outlineStyle,
                                isInside: box.left >= 0 && box.top >= 0 && box.bottom <= innerHeight};
                            """);
            assertThat(focus.path("outline").asText()).as("%s", focus).isNotEqualTo("none");
            assertThat(focus.path("isInside").asBoolean()).as("%s", focus).isTrue();
            reached.add(focus.path("name").asText());
        }

        assertThat(reached)
                .startsWith("Skip to the content", "Orderstream", "Flink UI", "Orders", "Live")
                .containsSubsequence(
                        "accountid",
                        "vendorid",
                        "coffeetype",
                        "unitprice",
                        "quantity",
                        "Date and more details",
                        "Place the order",
                        "accountid",
                        "limit",
                        "Show");
        tab.run("document.querySelector('#place [name=accountid]').value = 'kim'");
        tab.run("document.querySelector('#place button.main').focus()");
        tab.press("Enter", 13);
        tab.awaitTrue("document.querySelectorAll('#journeys .done').length >= 2");
        assertThat(tab.run("return document.activeElement.textContent").asText())
                .isEqualTo("Place the order");
    }

    @ParameterizedTest
    @CsvSource({"390, light", "390, dark", "1280, light", "1280, dark"})
    void everyViewFitsTheWindow_andCanBeRead(int width, String colours) {
        tab.look(width, colours);
        String account = "f".repeat(128);
        String price = "123456789012345.123456789";
        visitOrder(
                account,
                stack.post(StackUnderTest.coffee(account, "v1", DATE, price, 999_999_999)));
        tab.awaitTrue("document.querySelectorAll('#history > li').length > 0");
        assertThatTheViewCanBeRead("order");
        go("table?accountid=" + account);
        tab.awaitTrue("document.querySelector('#table .rows')");
        assertThatTheViewCanBeRead("table");
        go("orders?accountid=" + account);
        tab.awaitTrue("document.querySelector('#list-table tbody')");
        for (String view : VIEWS) {
            go(view);
            tab.awaitTrue("document.querySelector('#" + view + "').checkVisibility()");
            // Most views are filled by then; the others are checked as they are.
            tab.run("await new Promise(done => setTimeout(done, 1500))");
            assertThatTheViewCanBeRead(view);
        }
    }

    /**
     * WCAG 2.2 AA: a contrast of 4.5 for texts, and no scrolling in two directions (1.4.3, 1.4.10).
     */
    private void assertThatTheViewCanBeRead(String view) {
        JsonNode found =
                tab.run(
                        """
                        const numbers = colour => colour.match(/[\\d.]+/g).map(Number);
                        const light = ([...rgb]) => rgb.slice(0, 3).map(v => v / 255)
                            .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
                            .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
                        const behind = element => {
                            for (let at = element; at; at = at.parentElement) {
                                const colour = numbers(getComputedStyle(at).backgroundColor);
                                if (colour.length === 3 || colour[3] === 1) { return colour; }
                            }
                            return [255, 255, 255];
                        };
                        const faint = [];
                        const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
                        while (texts.nextNode()) {
                            const element = texts.currentNode.parentElement;
                            if (!texts.currentNode.data.trim() || !element.checkVisibility()
                                    || element.closest('.unseen, .skip, option, :disabled')) { continue; }
                            const [a, b] = [light(numbers(getComputedStyle(element).color)),
                                light(behind(element))];
                            const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
                            if (contrast < 4.5) { faint.push(texts.currentNode.data + ' ' + contrast); }
                        }
                        return {faint, wider: document.documentElement.scrollWidth - innerWidth};
                        """);
        assertThat(found.path("faint")).as("%s", view).isEmpty();
        assertThat(found.path("wider").asInt()).as("%s", view).isLessThanOrEqualTo(0);
    }

    /** The browser sends each of these requests without a preflight request. */
    @Test
    void aPageOfAnotherOriginIsRefused() {
        try (WebPage stranger = WebPage.open()) {
            tab.visit(URI.create(stranger.origin()));
            URI icon = stack.apiAddress().resolve("/local/console/icon.svg");
            URI traffic = stack.apiAddress().resolve("/local/traffic");
            URI orders = stack.apiAddress().resolve("/orders?accountid=fred");
            URI order = stack.apiAddress().resolve("/order");
            tab.run(
                    """
                    const add = (tag, src) => document.head.append(
                        Object.assign(document.createElement(tag), {src}));
                    add('img', '%s');
                    add('script', '%s');
                    add('script', '%s');
                    await fetch('%s', {method: 'POST', mode: 'no-cors', body: new Blob([%s])});
                    """
                            .formatted(
                                    icon,
                                    traffic,
                                    orders,
                                    order,
                                    Json.text(StackUnderTest.coffee("fred", "v1", DATE, "1", 1))));

            for (URI address : List.of(icon, traffic, orders, order)) {
                assertThat(tab.awaitStatus(stranger.origin(), address))
                        .as("%s", address)
                        .isEqualTo(403);
            }
        }
    }

    /** For the browser, such a page has the same origin as the stack. */
    @Test
    void aPageWhoseNameResolvesToThisMachineIsRefused() {
        String host = "attacker.example";
        try (BrowserTab attacker =
                BrowserTab.open("--host-resolver-rules=MAP " + host + " 127.0.0.1")) {
            attacker.visit(
                    URI.create("http://" + host + ":" + stack.apiAddress().getPort() + "/orders"));

            JsonNode statuses =
                    attacker.run(
                            """
                            const post = {method: 'POST', body: new Blob([%s])};
                            const answers = await Promise.all([fetch('/'), fetch('/local/stream'),
                                fetch('/orders?accountid=fred'), fetch('/order', post)]);
                            return answers.map(answer => answer.status);
                            """
                                    .formatted(
                                            Json.text(
                                                    StackUnderTest.coffee(
                                                            "fred", "v1", DATE, "1", 1))));

            assertThat(statuses).hasToString("[403,403,403,403]");
            assertThat(attacker.run("return document.body.innerText").asText())
                    .contains("The header Host is not the address of this stack");
        }
    }

    @Test
    void anAddressWithoutAViewShowsTheOrders() {
        for (String name : List.of("constructor", "toString", "nosuchview")) {
            go("table");
            tab.awaitTrue("document.querySelector('#table').checkVisibility()");
            go(name);
            tab.awaitTrue("document.querySelector('#orders').checkVisibility()");
        }
    }

    @Test
    void aStackThatDoesNotAnswerIsReported_andAskedAgain() {
        tab.awaitTrue("document.querySelector('#job').textContent.includes('RUNNING')");
        tab.run(
                """
                window.realFetch = window.fetch;
                window.fetch = (path, {signal}) => new Promise((answer, refuse) =>
                    signal?.addEventListener('abort', () => refuse(signal.reason)));
                """);
        tab.awaitTrue("!document.querySelector('#lost').hidden");
        assertThat(text("#job")).isEqualTo("NO ANSWER");

        tab.run("window.fetch = window.realFetch");
        tab.awaitTrue("document.querySelector('#lost').hidden");
        tab.awaitTrue("document.querySelector('#job').textContent.includes('RUNNING')");
    }

    /** Each answer takes longer than the second between two orders. */
    @Test
    void ordersThatArePlacedSteadilyWaitForEachOther() {
        tab.run(
                """
                const realFetch = window.fetch;
                Object.assign(window, {posts: 0, waiting: 0, mostWaiting: 0});
                window.fetch = async (path, options) => {
                    if (options.method !== 'POST') { return realFetch(path, options); }
                    window.posts++;
                    window.waiting++;
                    window.mostWaiting = Math.max(window.mostWaiting, window.waiting);
                    await new Promise(done => setTimeout(done, 2500));
                    window.waiting--;
                    return realFetch(path, options);
                };
                """);
        go("live");
        click("#steady");
        tab.awaitTrue("window.posts >= 3");
        click("#steady");

        assertThat(tab.run("return window.mostWaiting").asInt()).isEqualTo(1);
        tab.run("await new Promise(done => setTimeout(done, 4000))");
        assertThat(tab.run("return window.posts").asInt()).isEqualTo(3);
    }

    /**
     * If all rejected records are too large, the list is empty. The page must not say that there
     * are none.
     */
    @Test
    void theRejectedViewSaysThatThereAreRecords_whenAllAreTooLarge() {
        tab.run(
                """
                const realFetch = window.fetch;
                window.fetch = (path, options) => path === '/local/rejected'
                    ? new Response('{"records": [], "more": true}') : realFetch(path, options);
                """);
        go("rejected");

        awaitShown("#rejected", "too large to be shown here");
        assertThat(attribute("#rejected .content a", "href"))
                .isEqualTo("#/archive?prefix=rejected/");
    }

    private void go(String view) {
        tab.run("location.hash = '#/" + view + "'");
    }

    private void fill(String form, Map<String, String> values) {
        values.forEach(
                (name, value) ->
                        tab.run(
                                String.format(
                                        "document.querySelector(%s).elements[%s].value = %s",
                                        Json.text(form), Json.text(name), Json.text(value))));
    }

    private void click(String selector) {
        tab.awaitTrue("document.querySelector(" + Json.text(selector) + ")");
        tab.run("document.querySelector(" + Json.text(selector) + ").click()");
    }

    private String text(String selector) {
        return tab.run("return document.querySelector(" + Json.text(selector) + ").textContent")
                .asText();
    }

    private String attribute(String selector, String name) {
        return tab.run(
                        "return document.querySelector("
                                + Json.text(selector)
                                + ").getAttribute('"
                                + name
                                + "')")
                .asText();
    }

    private double shifts() {
        return tab.run("return window.shifts").asDouble();
    }
}
