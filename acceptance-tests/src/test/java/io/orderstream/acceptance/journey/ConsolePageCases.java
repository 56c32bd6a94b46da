package io.orderstream.acceptance.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.orderstream.acceptance.contract.ApiContract;
import io.orderstream.acceptance.contract.ApiOperation;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page as a whole: its look, its print, the keyboard, and its protection from other pages. */
abstract class ConsolePageCases extends ConsoleCases {

    /**
     * The host name of a hostile page. {@link WebConsoleITCase} lets it resolve to this machine.
     */
    static final String STRANGER = "attacker.example";

    private static final List<String> VIEWS =
            List.of("orders", "live", "rejected", "stream", "table", "archive", "api");

    ConsolePageCases(StackUnderTest stack, BrowserTab tab) {
        super(stack, tab);
    }

    @Test
    void theKeyboardReachesLinksAndFields_andTheFocusIsVisible() {
        tab.awaitTrue("document.querySelector('#list-table').hasChildNodes()");
        tab.awaitTrue("!document.querySelector('#flink').hidden");
        List<String> reached = new ArrayList<>();
        for (int i = 0; i < 26; i++) {
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
    @CsvSource({"390, light", "390, dark", "768, light", "1280, light", "1280, dark"})
    void everyViewFitsTheWindow_andCanBeRead(int width, String colours) {
        tab.look(width, colours);
        String account = "f".repeat(128);
        String price = "123456789012345.123456789";
        visitOrder(
                account,
                stack.post(StackUnderTest.coffee(account, "v1", DATE, price, 999_999_999)));
        assertThatTheViewCanBeRead("order");
        go("table?accountid=" + account);
        assertThatTheViewCanBeRead("table");
        go("orders?accountid=" + account);
        assertThatTheViewCanBeRead("orders");
        for (String view : VIEWS) {
            go(view);
            assertThatTheViewCanBeRead(view);
        }
    }

    /**
     * Checks parts of two rules of WCAG 2.2 AA: texts have a contrast of at least 4.5 (1.4.3), and
     * a page does not scroll sideways (1.4.10). The texts of disabled controls and of options are
     * left out, and so are texts that are not shown. WCAG asks for a width of 320 pixels, and these
     * tests begin at 390. Also checks that no amount is cut. Each amount is on one line. Only a
     * very long amount in the list of orders may take several lines. Otherwise the list would
     * scroll sideways. The header is as wide as the window, and has the names of the views on one
     * line.
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
                        const isCut = amount => {
                            const box = amount.getBoundingClientRect();
                            for (let at = amount.parentElement; at; at = at.parentElement) {
                                const overflow = getComputedStyle(at).overflowX;
                                if (overflow === 'auto') {
                                    // This is checked only in a narrow window. In a wide window,
                                    // an amount that does not fit makes the list scroll. Then
                                    // "sideways" below is true, and the test fails.
                                    return innerWidth < 640 && box.right > at.getBoundingClientRect().right;
                                }
                                if (overflow !== 'visible' && at.scrollWidth > at.clientWidth) { return true; }
                            }
                            return box.right > innerWidth;
                        };
                        const amounts = [...document.querySelectorAll('.amount')]
                            .filter(amount => amount.checkVisibility());
                        const links = [...document.querySelectorAll('header nav a')]
                            .map(link => link.getBoundingClientRect());
                        return {
                            faint,
                            broken: amounts.filter(amount => isCut(amount) || amount.getClientRects().length > 1
                                && !amount.matches('.list-table .long'))
                                .map(amount => amount.textContent),
                            sideways: [...document.querySelectorAll('.list-table')]
                                .some(list => list.scrollWidth > list.clientWidth),
                            wider: document.documentElement.scrollWidth - innerWidth,
                            header: document.querySelector('header').offsetWidth - innerWidth,
                            lines: new Set(links.map(link => link.top)).size,
                            hiddenLinks: links.filter(link => link.right > innerWidth).length,
                        };
                        """);
        assertThat(found.path("faint")).as("%s", view).isEmpty();
        assertThat(found.path("wider").asInt()).as("%s", view).isLessThanOrEqualTo(0);
        assertThat(found.path("sideways").asBoolean()).as("the list scrolls, %s", view).isFalse();
        assertThat(found.path("broken")).as("amounts of %s", view).isEmpty();
        assertThat(found.path("header").asInt()).as("the header of %s", view).isZero();
        assertThat(found.path("lines").asInt()).as("lines of the header of %s", view).isEqualTo(1);
        assertThat(found.path("hiddenLinks").asInt())
                .as("hidden names of views, %s", view)
                .isZero();
    }

    /**
     * A printed view has its data, and nothing that is useful only on a screen: no names of other
     * views, no buttons, no forms, and no charts, which would be old at once.
     */
    @ParameterizedTest
    @CsvSource({
        "orders?accountid=prue, 1, EUR 123;456;789;012;345.123",
        "order, 1, EUR 123;456;789;012;345.123",
        "live, 1, The charts of this view are not printed.",
        "stream, 3, Partition key",
        "table?accountid=prue, 1, Amount",
        "archive, 1, invoices/",
        "api, 3, One line for each route"
    })
    void aViewIsPrinted(String view, int pages, String part) {
        String vendor = "p".repeat(60) + "q".repeat(60) + "end";
        String id =
                stack.post(
                        """
                        {"order": {"accountid": "prue", "vendorid": "%s", "orderdate": "%s", "details":
                            {"unitprice": "123456789012345.123", "quantity": 1, "currency": "EUR"}}}
                        """
                                .formatted(vendor, DATE));
        String query = "?accountid=prue&vendorid=" + vendor + "&orderid=" + id;
        stack.awaitOk("/order" + query);
        await("the order in the list")
                .atMost(StackUnderTest.PATIENCE)
                .until(() -> stack.api().get("/orders?accountid=prue").text().contains(id));
        go(view.equals("order") ? view + query : view);

        PrintedView printed = PrintedView.of(tab.print());

        assertThat(printed.text())
                .contains("Orderstream", "Times: UTC", part.replace(';', ','))
                .doesNotContain(
                        "Live Rejected",
                        "Flink UI",
                        "Refresh",
                        "Newer",
                        "Place the order",
                        "Find an order",
                        "Cancel the order",
                        "Show this state",
                        "Place an order every second",
                        "POST, median",
                        "Accepted by the API");
        if (view.contains("prue") || view.equals("order")) {
            assertThat(printed.withoutSpaces()).as("the whole vendor").contains(vendor);
        }
        assertThat(printed.pages()).isLessThanOrEqualTo(pages);
    }

    /** Rows that are open on the screen are printed closed, because open rows take many pages. */
    @Test
    void thePrintedApiViewHasALineForEachRoute() {
        go("api");
        tab.run("document.querySelectorAll('#api details').forEach(row => { row.open = true; })");

        PrintedView printed = PrintedView.of(tab.print());

        assertThat(printed.pages()).isLessThanOrEqualTo(3);
        for (ApiOperation operation : ApiContract.PUBLISHED.operations()) {
            assertThat(printed.text()).contains(operation.key());
        }
        assertThat(printed.text()).doesNotContain("Parameters", "As JSON Schema");
    }

    /**
     * The browser sends each request of this test without a preflight request. So the stack must
     * refuse the request itself.
     */
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

    /**
     * The host name of this page resolves to the address of the stack, so for the browser the page
     * and the stack have the same origin (DNS rebinding). Only the check of the Host header keeps
     * the page out.
     */
    @Test
    void aPageWhoseNameResolvesToThisMachineIsRefused() {
        tab.visit(
                URI.create("http://" + STRANGER + ":" + stack.apiAddress().getPort() + "/orders"));

        JsonNode statuses =
                tab.run(
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
        assertThat(tab.run("return document.body.innerText").asText())
                .contains("The header Host is not the address of this stack");
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
    void aJobThatDoesNotRunIsReported_alsoInAnotherView() {
        tab.awaitTrue("document.querySelector('#job').textContent.includes('RUNNING')");
        assertThat(isVisible("#stopped")).isFalse();
        tab.run("window.stackFetch = window.fetch");
        answer("/local/job", 200, "{\"state\": \"FAILED\", \"now\": \"2026-11-23T10:11:12Z\"}");

        tab.awaitTrue("document.querySelector('#stopped').checkVisibility()");
        assertThat(text("#stopped")).contains("The job does not run.", "cannot be read");
        go("table");
        assertThat(isVisible("#stopped")).isTrue();
        tab.run("window.fetch = window.stackFetch");
        tab.awaitTrue("!document.querySelector('#stopped').checkVisibility()");
    }

    private boolean isVisible(String selector) {
        return tab.run(
                        "return document.querySelector("
                                + Json.text(selector)
                                + ").checkVisibility()")
                .asBoolean();
    }

    @Test
    void aStackThatDoesNotAnswerIsReported_andAskedAgain() {
        tab.awaitTrue("document.querySelector('#job').textContent.includes('RUNNING')");
        // The page waits ten seconds for an answer. The test makes that half a second.
        tab.run(
                """
                const realTimeout = AbortSignal.timeout.bind(AbortSignal);
                AbortSignal.timeout = ms => { window.limit = ms; return realTimeout(500); };
                window.realFetch = window.fetch;
                window.fetch = (path, {signal}) => new Promise((answer, refuse) =>
                    signal?.addEventListener('abort', () => refuse(signal.reason)));
                """);
        tab.awaitTrue("!document.querySelector('#lost').hidden");
        assertThat(text("#job")).isEqualTo("NO ANSWER");
        assertThat(tab.run("return window.limit").asInt()).isEqualTo(10_000);

        tab.run("window.fetch = window.realFetch");
        tab.awaitTrue("document.querySelector('#lost').hidden");
        tab.awaitTrue("document.querySelector('#job').textContent.includes('RUNNING')");
    }
}
