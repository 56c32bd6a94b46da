package io.orderstream.acceptance.journey;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The base class of the classes that contain the cases of the console. Its methods act as a user
 * does, and read what the page shows. {@link WebConsoleITCase} runs the cases.
 */
abstract class ConsoleCases {

    static final String DATE = "2026-11-23T10:11:12.123456Z";

    final StackUnderTest stack;
    final BrowserTab tab;

    ConsoleCases(StackUnderTest stack, BrowserTab tab) {
        this.stack = stack;
        this.tab = tab;
    }

    /** Opens a view, and waits until the view has its data. */
    final void go(String view) {
        tab.run(
                """
                const opened = new Promise(done => addEventListener('hashchange', done, {once: true}));
                const wanted = '#/' + %s;
                if (location.hash !== wanted) {
                    location.hash = wanted;
                    await opened;
                }
                """
                        .formatted(Json.text(view)));
        awaitFilled();
    }

    /** Waits until the view that is open has its data. */
    final void awaitFilled() {
        tab.awaitTrue(
                "document.querySelector('main > section:not([hidden])')?.ariaBusy === 'false'");
    }

    final void visitOrder(String account, String id) {
        stack.awaitOk("/order?accountid=" + account + "&vendorid=v1&orderid=" + id);
        go("order?accountid=" + account + "&vendorid=v1&orderid=" + id);
    }

    final String facts() {
        return tab.run(
                        "return [...document.querySelectorAll('#facts dt')].map(name =>"
                                + " name.textContent + ' ' + name.nextElementSibling.textContent)"
                                + ".join(', ')")
                .asText();
    }

    final void fill(String form, Map<String, String> values) {
        values.forEach(
                (name, value) ->
                        tab.run(
                                String.format(
                                        "document.querySelector(%s).elements[%s].value = %s",
                                        Json.text(form), Json.text(name), Json.text(value))));
    }

    final void click(String selector) {
        tab.awaitTrue("document.querySelector(" + Json.text(selector) + ")");
        tab.run("document.querySelector(" + Json.text(selector) + ").click()");
    }

    final void awaitShown(String selector, String text) {
        tab.awaitTrue(
                "document.querySelector("
                        + Json.text(selector)
                        + ")?.textContent.includes("
                        + Json.text(text)
                        + ")");
    }

    final String text(String selector) {
        return tab.run("return document.querySelector(" + Json.text(selector) + ").textContent")
                .asText();
    }

    /** The texts of all elements that match the selector. */
    final List<String> texts(String selector) {
        List<String> texts = new ArrayList<>();
        tab.run(
                        "return [...document.querySelectorAll("
                                + Json.text(selector)
                                + ")].map(element => element.textContent)")
                .forEach(text -> texts.add(text.asText()));
        return texts;
    }

    /** The value of an attribute; the text {@code null} if the element does not have it. */
    final String attribute(String selector, String name) {
        JsonNode value =
                tab.run(
                        "return document.querySelector("
                                + Json.text(selector)
                                + ").getAttribute('"
                                + name
                                + "')");
        return value.asText();
    }

    final String focused() {
        return tab.run("return document.activeElement.name").asText();
    }

    final double shifts() {
        return tab.run("return window.shifts").asDouble();
    }

    /** From now on, the page gets this answer for a path, instead of the answer of the stack. */
    final void answer(String path, int status, String json) {
        tab.run(
                """
                const realFetch = window.fetch;
                window.fetch = async (path, options) => path.split('?')[0] === %s
                    ? new Response(%s, {status: %s}) : realFetch(path, options);
                """
                        .formatted(Json.text(path), Json.text(json), status));
    }
}
