package io.orderstream.acceptance.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.acceptance.journey.ApiClient.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The view of an order: its state, history, events and documents. */
abstract class ConsoleOrderCases extends ConsoleCases {

    ConsoleOrderCases(StackUnderTest stack, BrowserTab tab) {
        super(stack, tab);
    }

    @Test
    void anOrderIsRefundedAndCancelled_andItsHistoryAndAnEarlierStateAreShown() {
        visitOrder("hana", stack.post(StackUnderTest.coffee("hana", "v1", DATE, "4.5", 2)));
        tab.awaitTrue("document.querySelectorAll('#history > li').length === 1");

        click("#event [value=refunded]");
        fill("#event", Map.of("amount", "2.5", "reason", "cold"));
        tab.run("document.querySelector('#event [name=amount]').focus()");
        click("#event button.main");
        tab.awaitTrue("document.querySelectorAll('#history button').length === 2");
        assertThat(text("#said")).isEqualTo("The event is accepted.");
        assertThat(chosenEvent()).isEqualTo("refunded");
        assertThat(focused()).isEqualTo("amount");
        click("#event [value=cancelled]");
        click("#event [name=ifversion]");
        click("#event button.main");
        tab.awaitTrue("document.querySelectorAll('#history button').length === 3");
        click("#event [value=fulfilled]");
        assertThat(text("#event-hint")).contains("no effect", "cancelled");
        click("#event [value=refunded]");
        assertThat(text("#event-hint")).isEqualTo("6.50 is left to refund.");
        click("#event [value=fulfilled]");
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
                stack.api().get(attribute("#documents [data-key='Credit note html']", "href"));
        assertThat(note.status()).as("%s", note).isEqualTo(302);
        String number = text("#documents p:last-child .id");
        assertThat(number).matches("CN-20261123(-[0-9A-Z]{4}){3}-2");
        assertThat(stack.api().fetch(note.header("location")).text()).contains(number);
        assertThat(PrintedView.of(tab.print()).text()).contains(number);

        click("#history li:nth-child(2) button");
        tab.awaitTrue("document.querySelector('#order-status').textContent === 'placed'");
        assertThat(facts()).contains("Refunded 2.50", "Net 6.50", "Version 1");
        assertThat(tab.run("return document.querySelectorAll('#history .later').length").asInt())
                .isEqualTo(2);
        assertThat(text("#state-title")).startsWith("State at ");
        assertThat(tab.run("return document.querySelector('#past').hidden").asBoolean()).isFalse();
        click("#at-now");
        tab.awaitTrue("document.querySelector('#order-status').textContent === 'cancelled'");
    }

    /**
     * The API also accepts an event that has no effect. So the page says beforehand which events
     * would have no effect, and chooses an event that would have an effect, if there is one. It
     * never chooses the cancellation.
     */
    @Test
    void theFormChoosesAnEventThatWouldHaveAnEffect() {
        String id = stack.post(StackUnderTest.coffee("vera", "v1", DATE, "4.5", 2));
        visitOrder("vera", id);
        assertThat(chosenEvent()).isEqualTo("fulfilled");
        assertThat(texts("#event .choices label")).allMatch(label -> !label.contains("no effect"));

        click("#event [value=fulfilled]");
        click("#event button.main");
        tab.awaitTrue("document.querySelector('#order-status').textContent === 'fulfilled'");

        assertThat(chosenEvent()).isEqualTo("refunded");
        assertThat(texts("#event .choices label").stream().map(String::strip))
                .containsExactly("Cancel (no effect)", "Fulfil (no effect)", "Refund");
        assertThat(text("#event button.main")).isEqualTo("Refund the amount");
        type("#event [name=amount]", "9.01");
        assertThat(text("#event-hint"))
                .isEqualTo(
                        "The event will be accepted but have no effect, since only 9.00 is left to refund.");
        type("#event [name=amount]", "9.00");
        assertThat(text("#event-hint")).isEqualTo("9.00 is left to refund.");
        click("#event [value=cancelled]");
        assertThat(text("#event-hint"))
                .isEqualTo(
                        "The event will be accepted but have no effect, since the order is fulfilled.");
        click("#event button.main");
        tab.awaitTrue("document.querySelectorAll('#history .idle button').length === 1");

        click("#event [value=refunded]");
        fill("#event", Map.of("amount", "9"));
        click("#event button.main");
        awaitShown("#facts", "Refunded9.00");
        assertThat(texts("#event .choices label")).allMatch(label -> label.contains("(no effect)"));
    }

    private void type(String field, String text) {
        tab.run(
                """
                const field = document.querySelector(%s);
                field.value = %s;
                field.dispatchEvent(new Event('input', {bubbles: true}));
                """
                        .formatted(Json.text(field), Json.text(text)));
    }

    private String chosenEvent() {
        return tab.run("return document.querySelector('#event').elements.type.value").asText();
    }

    @Test
    void aMissingOrWrongAmountIsExplained_andItsFieldGetsTheFocus() {
        visitOrder("walt", stack.post(StackUnderTest.coffee("walt", "v1", DATE, "4.5", 2)));
        click("#event [value=refunded]");
        click("#event button.main");
        awaitShown("#event-problem", "Enter an amount");
        assertThat(focused()).isEqualTo("amount");
        fill("#event", Map.of("amount", "-1"));
        click("#event button.main");

        awaitShown("#event-amount-problem", "found \"-1\"");
        assertThat(focused()).isEqualTo("amount");
        assertThat(text("#event-problem")).doesNotContain("-1");
    }

    @Test
    void theNetIsExplained() {
        visitOrder("xena", stack.post(StackUnderTest.coffee("xena", "v1", DATE, "4.5", 2)));

        assertThat(facts())
                .contains("Net 9.00The total less what is refunded; 0 if the order is cancelled");
    }
}
