package io.orderstream.acceptance.journey;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The live view. */
abstract class ConsoleLiveCases extends ConsoleCases {

    ConsoleLiveCases(StackUnderTest stack, BrowserTab tab) {
        super(stack, tab);
    }

    @Test
    void theLiveViewShowsThatOrdersArePlaced_andAButtonInAnotherViewStopsThePlacing() {
        go("live");
        assertThat(text("#journeys-chart .ends")).contains("Nothing yet");
        click("#steady");
        tab.awaitTrue("document.querySelectorAll('#journeys .done').length >= 3");

        tab.awaitTrue(
                "!document.querySelector('#orders-chart [role=img]').ariaLabel.startsWith('0')");
        tab.awaitTrue("document.querySelector('#answers-chart .series').getAttribute('d')");
        tab.awaitTrue("document.querySelector('#tiles div:nth-child(3) dd').textContent > 0");
        assertThat(shifts()).isLessThan(0.1);

        go("orders");
        tab.awaitTrue("document.querySelector('#placing').checkVisibility()");
        click("#stop-placing");
        assertThat(attribute("#steady", "aria-pressed")).isEqualTo("false");
        assertThat(tab.run("return document.querySelector('#placing').hidden").asBoolean())
                .isTrue();
    }

    /**
     * The page places an order every second. In this test, each answer takes longer than a second.
     */
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
                    await new Promise(done => setTimeout(done, 1300));
                    window.waiting--;
                    return realFetch(path, options);
                };
                """);
        go("live");
        click("#steady");
        tab.awaitTrue("window.posts >= 3");
        click("#steady");

        assertThat(tab.run("return window.mostWaiting").asInt()).isEqualTo(1);
        tab.run("await new Promise(done => setTimeout(done, 1500))");
        assertThat(tab.run("return window.posts").asInt()).isEqualTo(3);
    }
}
