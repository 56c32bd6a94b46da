package io.orderstream.acceptance.journey;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;

/**
 * The console in a real browser: what a user does, and what the page then shows. The cases are in
 * several classes. All cases share the stack and the browser, so most of them use accounts of their
 * own. Each case begins with a newly loaded page.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebConsoleITCase {

    private StackUnderTest sharedStack;
    private BrowserTab sharedTab;

    @BeforeAll
    void start() {
        WebPage.requireChromium();
        sharedStack = StackUnderTest.start("console", options -> options);
        sharedStack.startJob();
        sharedTab =
                BrowserTab.open(
                        "--host-resolver-rules=MAP " + ConsolePageCases.STRANGER + " 127.0.0.1");
        sharedTab.runFirst(
                """
                window.shifts = 0;
                new PerformanceObserver(list => list.getEntries()
                    .filter(entry => !entry.hadRecentInput)
                    .forEach(entry => { window.shifts += entry.value; }))
                    .observe({type: 'layout-shift', buffered: true});
                """);
    }

    @AfterAll
    void stop() {
        if (sharedTab != null) {
            sharedTab.close();
        }
        if (sharedStack != null) {
            sharedStack.close();
        }
    }

    @BeforeEach
    void open() {
        sharedTab.look(1280, "light");
        sharedTab.visit(sharedStack.apiAddress().resolve("/"));
    }

    @AfterEach
    void noErrors() {
        assertThat(sharedTab.takeErrors()).as("errors in the browser").isEmpty();
    }

    @Nested
    class Orders extends ConsoleOrdersCases {
        Orders() {
            super(sharedStack, sharedTab);
        }
    }

    @Nested
    class Order extends ConsoleOrderCases {
        Order() {
            super(sharedStack, sharedTab);
        }
    }

    @Nested
    class Data extends ConsoleDataCases {
        Data() {
            super(sharedStack, sharedTab);
        }
    }

    @Nested
    class Live extends ConsoleLiveCases {
        Live() {
            super(sharedStack, sharedTab);
        }
    }

    @Nested
    class Api extends ConsoleApiCases {
        Api() {
            super(sharedStack, sharedTab);
        }
    }

    @Nested
    class Page extends ConsolePageCases {
        Page() {
            super(sharedStack, sharedTab);
        }
    }
}
