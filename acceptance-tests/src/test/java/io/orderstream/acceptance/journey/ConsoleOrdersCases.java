package io.orderstream.acceptance.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.orderstream.acceptance.journey.ApiClient.Answer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The view of orders: a user places, follows, finds and lists orders. */
abstract class ConsoleOrdersCases extends ConsoleCases {

    ConsoleOrdersCases(StackUnderTest stack, BrowserTab tab) {
        super(stack, tab);
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
        assertThat(value("#find [name=accountid]")).isEqualTo("carl");
        assertThat(text("#list-table tbody td:nth-child(3)")).isEqualTo("2 × Flat White, Small");
        assertThat(text("#list-table tbody td:nth-child(5)")).isEqualTo("EUR 9.00");
        assertThat(text("#list-table tbody td:nth-child(6)")).isEqualTo("EUR 9.00");
        assertThat(shifts()).isLessThan(0.1);

        // Each date contains the year.
        assertThat(text("#list-table tbody time"))
                .matches("\\d{1,2} [A-Z][a-z]+ 20\\d\\d, [0-9:]{8}");
        String number = text("#list-table tbody .under");

        click("#list-table tbody a");
        tab.awaitTrue("document.querySelectorAll('#documents a').length > 0");
        assertThat(text("#order-status")).isEqualTo("placed");
        Answer invoice = stack.api().get(attribute("#documents a", "href"));
        assertThat(invoice.status()).as("%s", invoice).isEqualTo(302);
        assertThat(stack.api().fetch(invoice.header("location")).text())
                .contains("Flat White", number);
        assertThat(facts()).contains("Invoice number " + number, "Item Flat White, Small");
        assertThat(attribute("#documents a", "aria-label"))
                .isEqualTo("Invoice " + number + " as HTML");
        assertThat(shown("Invoice pdf")).isEqualTo("application/pdf");
        assertThat(shown("Invoice json")).isEqualTo("application/json");
    }

    /**
     * The API answers 404 until an order can be read. If the order was placed on this page, the
     * page says that the order is not readable yet, and shows the order as soon as it can be read.
     * For any other order, it says that there may be no such order.
     */
    @Test
    void anOrderThatIsAcceptedButNotReadableYetIsAwaited() {
        tab.run("window.stackFetch = window.fetch");
        answer("/order/events", 404, "{\"title\": \"No such order\"}");
        fill("#place", Map.of("accountid", "ivan"));
        click("#place button.main");
        tab.awaitTrue("document.querySelector('#list').elements.accountid.value === 'ivan'");
        click("#journeys a");

        awaitShown("#order-problem", "not readable yet");
        assertThat(text("#order-problem")).matches("Accepted at [0-9:]{8}, not readable yet.*");
        tab.run("window.fetch = window.stackFetch");
        awaitShown("#facts", "ivan");
        assertThat(text("#order-problem")).isEmpty();

        go("order?accountid=ivan&vendorid=v1&orderid=01a207e3-627b-8a1f-b4ba-f587d21b0fba");
        awaitShown("#order-problem", "There is no such order, or it cannot be read yet.");
    }

    @Test
    void whenAnOrderGetsNoAnswer_thePageSaysThatItCanBeSentAgain() {
        tab.run(
                """
                const realFetch = window.fetch;
                window.fetch = (path, options) => options.method === 'POST'
                    ? Promise.reject(new TypeError('no answer')) : realFetch(path, options);
                """);
        click("#place button.main");

        awaitShown("#place-problem", "may have been accepted");
        assertThat(text("#place-problem"))
                .contains("Send the same request again", "it counts only once");
    }

    /**
     * The list shows a name for what was ordered. If the order's details have no such name, the
     * list shows the unit price. The rule for the name is the same as in the invoice of an order
     * without lines. This test does not read the invoice. The name is visible in a narrow window,
     * too.
     */
    @Test
    void theListSaysWhatWasOrdered() {
        String order =
                """
                {"order": {"accountid": "jane", "vendorid": "v1", "orderdate": "%s",
                    "details": {"unitprice": "1999", "quantity": 2, "currency": "JPY"%s}}}
                """;
        stack.post(String.format(order, "2026-11-23T10:00:01Z", ""));
        stack.post(
                String.format(order, "2026-11-23T10:00:02Z", ", \"description\": \"Two seats\""));
        await("both orders")
                .atMost(StackUnderTest.PATIENCE)
                .until(() -> stack.itemsOf("jane").size() == 2);
        tab.look(390, "light");
        go("orders?accountid=jane");

        awaitShown("#list-table", "Two seats");
        assertThat(texts("#list-table .item")).contains("2 × Two seats", "2 × JPY 1,999");
        assertThat(
                        tab.run(
                                        "return document.querySelector('#list-table td.item')"
                                                + ".checkVisibility()")
                                .asBoolean())
                .isTrue();
    }

    private String value(String field) {
        return tab.run("return document.querySelector(" + Json.text(field) + ").value").asText();
    }

    /**
     * Returns the content type of a document. Checks the header that tells a browser to show the
     * document and not to save it.
     */
    private String shown(String document) {
        String link = attribute("#documents [data-key='" + document + "']", "href");
        Answer answer = stack.api().fetch(stack.api().get(link).header("location"));
        assertThat(answer.header("content-disposition")).startsWith("inline; ");
        return answer.header("content-type");
    }

    @Test
    void aProblemIsExplainedAtItsField() {
        fill("#place", Map.of("accountid", "wrong", "unitprice", "cheap"));
        click("#place button.main");

        tab.awaitTrue("document.querySelector('#place-problem .problem')");

        assertThat(text("#place-unitprice-problem"))
                .contains("Expected a decimal number", "found \"cheap\"");
        assertThat(
                        tab.run(
                                        "return document.querySelector('#place-unitprice-problem').parentElement"
                                                + ".contains(document.querySelector('#place [name=unitprice]'))")
                                .asBoolean())
                .isTrue();
        assertThat(text("#place-problem")).doesNotContain("unitprice", "cheap");
        assertThat(focused()).isEqualTo("unitprice");
        assertThat(attribute("#place [name=unitprice]", "aria-invalid")).isEqualTo("true");
        assertThat(attribute("#place [name=unitprice]", "aria-describedby"))
                .isEqualTo("place-unitprice-problem");
        assertThat(attribute("#place [name=quantity]", "aria-invalid")).isEqualTo("null");

        click("#place-problem a");
        awaitShown("#api", "The order breaks a rule of the order format");
        assertThat(text("#api details[open] b")).isEqualTo("invalid-order");
    }

    /**
     * A problem of the whole order belongs to no field, so it is shown below the form. If a member
     * of the details has no field of its own, its problem is shown at the field for more details.
     */
    @Test
    void aProblemWithoutAFieldIsBelowTheForm() {
        answer(
                "/order",
                400,
                """
                {"type": "urn:orderstream:problem:invalid-order", "title": "Invalid", "status": 400,
                 "detail": "four problems", "problems": [
                    {"path": "order.orderdate", "expected": "a date", "found": "now"},
                    {"path": "order.orderdate", "expected": "no date", "found": "later"},
                    {"path": "order.details.milk", "expected": "no milk", "found": "oat"},
                    {"path": "order", "expected": "an order", "found": "tea"}]}
                """);
        click("#place button.main");

        awaitShown("#place-problem", "order: expected an order, found tea");
        assertThat(texts("#place-problem li")).hasSize(1);
        assertThat(texts("#place-orderdate-problem span"))
                .containsExactly("Expected a date, found now", "Expected no date, found later");
        assertThat(text("#place-more-problem")).isEqualTo("Expected no milk, found oat");
        assertThat(attribute("#place [name=orderdate]", "aria-describedby"))
                .isEqualTo("place-orderdate-problem date-hint");
        assertThat(focused()).isEqualTo("orderdate");
        assertThat(tab.run("return document.querySelector('#place details').open").asBoolean())
                .isTrue();

        fill("#place", Map.of("more", "[1]"));
        click("#place button.main");

        assertThat(texts("#place .wrong"))
                .containsExactly(
                        "Expected one JSON object, such as {\"milk\": \"oat\"}, found [1]");
        assertThat(attribute("#place [name=orderdate]", "aria-describedby")).isEqualTo("date-hint");
        assertThat(focused()).isEqualTo("more");
    }

    /** Numbers keep all digits that were typed, even digits that a JavaScript number would lose. */
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
    void anOrderIsFoundByItsId() {
        String id = stack.post(StackUnderTest.coffee("nina", "v7", DATE, "4.5", 2));
        stack.post(StackUnderTest.coffee("nina", "v8", "2026-11-24T10:11:12Z", "4.5", 3));
        await("both orders")
                .atMost(StackUnderTest.PATIENCE)
                .until(() -> stack.itemsOf("nina").size() == 2);

        find("nina", "01a207e3-627b-4a1f-b4ba-f587d21b0fba");
        awaitShown("#find-problem", "No order can have this id");
        assertThat(text("#find-orderid-problem")).contains("Expected a UUID of version 8");
        assertThat(focused()).isEqualTo("orderid");
        find("nina", "INV-20261123-9EQN-GZ91-P3XT");
        awaitShown("#find-problem", "This is a document number");
        assertThat(text("#find-problem")).contains("on the document: look for “Order id”");
        assertThat(text("#find-orderid-problem")).contains("\"INV-20261123-9EQN-GZ91-P3XT\"");
        find("otto", id);
        awaitShown("#find-problem", "There is no such order");
        assertThat(text("#find-problem")).contains("Check the id and the account.");
        find("nina", " " + id.toUpperCase(Locale.ROOT));

        awaitShown("#facts", id);
        assertThat(facts()).contains("Vendor v7");
    }

    /**
     * The page adds 1 to get the next higher id, and asks the API for the orders below that id. For
     * the first id of this test, the carry of the addition crosses the bits of the variant. For the
     * second id, the carry crosses the bits of the variant and of the version. The third id is the
     * highest possible id, so there is no next higher id.
     */
    @Test
    void anIdWhoseHashEndsWithOnesIsSearchedFor() {
        for (String id :
                List.of(
                        "01a207e3-627b-8a1f-bfff-ffffffffffff",
                        "01a207e3-627b-8fff-bfff-ffffffffffff",
                        "ffffffff-ffff-8fff-bfff-ffffffffffff")) {
            find("olga", id);
            awaitShown("#find-problem", "There is no such order");
        }
    }

    private void find(String account, String id) {
        fill("#find", Map.of("accountid", account, "orderid", id));
        click("#find button");
    }

    @Test
    void theListNamesTheAccount_whenItHasNoOrderOrIsInvalid() {
        fill("#list", Map.of("accountid", "nobody"));
        click("#list button");
        assertThat(value("#place [name=accountid]")).isEqualTo("nobody");

        awaitShown(
                "#list-table", "No order of nobody can be read. Check how the account is written");
        assertThat(tab.run("return document.querySelector('#list-table').offsetHeight").asInt())
                .as("the height of an empty list")
                .isLessThan(300);
        fill("#list", Map.of("accountid", "a#1"));
        click("#list button");
        awaitShown("#list-accountid-problem", "found \"a#1\"");
        assertThat(focused()).isEqualTo("accountid");
    }

    @Test
    void thePageAsksForAToken_whenItIsMissingOrExpired() {
        answer("/orders", 401, "{\"message\": \"Unauthorized\"}");
        click("#list button");

        awaitShown("#why", "This API needs a token. Get one from its issuer.");
        awaitShown("#list-problem", "Put a valid token into the field at the top of the page.");
        fill("#sign-in", Map.of("token", "old"));
        click("#sign-in button");

        awaitShown("#why", "it is wrong, or it has expired. Get a new one");
        assertThat(
                        tab.run("return document.querySelector('#sign-in').checkVisibility()")
                                .asBoolean())
                .isTrue();
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
        // The second click comes before the answer, so it does nothing.
        tab.run("for (const click of [1, 2]) { document.querySelector('#older').click(); }");
        awaitQuantities(24, 15);
        tab.awaitTrue("document.querySelector('#page-number').textContent === 'Page 2'");
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
                                + " return cells.length === %s"
                                + " && cells.at(0).textContent.startsWith('%s ×')"
                                + " && cells.at(-1).textContent.startsWith('%s ×'); })()",
                        first - last + 1, first, last));
    }
}
