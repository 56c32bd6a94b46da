package io.orderstream.acceptance.journey;

import static io.orderstream.acceptance.journey.StackUnderTest.coffee;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Takes the screenshots for {@code docs/screenshots}, always of the same orders. This test runs
 * only on request, because the pictures contain times of arrival and so differ in each run.
 * CONTRIBUTING.md has the command.
 */
@EnabledIfSystemProperty(named = "orderstream.screenshots", matches = "true")
class ScreenshotsITCase {

    private static final Path DIRECTORY = Path.of("target", "screenshots");

    /** Makes the pictures sharp on high-resolution screens. */
    private static final double SCALE = 1.5;

    /** An order with a seller, a buyer and a currency, which the invoice shows. */
    private static final String ORDER =
            """
            {"order": {"accountid": "a1", "vendorid": "v1", "orderdate": "2026-11-23T10:11:12Z",
              "details": {"coffeetype": "Flat White", "coffeesize": "Large", "unitprice": "4.50",
                "quantity": "12", "currency": "EUR", "options": ["oat milk", "to go"],
                "seller": {"name": "Café Aurora", "taxid": "DE123456789",
                  "address": ["Lindenstraße 7", "10969 Berlin", "Germany"]},
                "buyer": {"name": "Orchard Books Ltd",
                  "address": ["2 Mill Lane", "Cambridge CB2 1RX", "United Kingdom"]}}}}
            """;

    private static final String REFUND =
            """
            {"event": {"type": "refunded", "accountid": "a1", "vendorid": "v1", "orderid": "%s",
              "eventdate": "2026-11-23T12:00:00Z", "amount": "9", "reason": "two were cold"}}
            """;

    private static final String FULFILLED =
            """
            {"event": {"type": "fulfilled", "accountid": "a1", "vendorid": "v1", "orderid": "%s",
              "eventdate": "2026-11-23T11:00:00Z", "reference": "parcel 7"}}
            """;

    private static final String CANCELLED =
            """
            {"event": {"type": "cancelled", "accountid": "a1", "vendorid": "v1", "orderid": "%s",
              "eventdate": "2026-11-23T13:00:00Z", "reason": "changed my mind"}}
            """;

    @Test
    void takesTheScreenshots() throws Exception {
        InstalledProgram chromium = InstalledProgram.require("chromium", "chromium");
        try (StackUnderTest stack = StackUnderTest.start("screenshots", options -> options)) {
            stack.startJob();
            for (int i = 0; i < 7; i++) {
                String date = "2026-11-2" + i + "T08:0" + i + ":00Z";
                stack.post(coffee("a1", "v" + (i % 3 + 1), date, "4.5", i + 1));
            }
            String id = stack.post(ORDER);
            for (String event : new String[] {FULFILLED, REFUND, CANCELLED}) {
                assertThat(stack.api().post("/order/events", event.formatted(id)).status())
                        .isEqualTo(202);
            }
            String order = "accountid=a1&vendorid=v1&orderid=" + id;
            await("the three events of the order")
                    .atMost(StackUnderTest.PATIENCE)
                    .until(
                            () ->
                                    stack.awaitOk("/order/events?" + order)
                                            .json()
                                            .path("events")
                                            .size(),
                            events -> events == 3);
            String invoice =
                    stack.awaitOk("/invoice?" + order + "&format=html").json().path("url").asText();
            for (Scheme scheme : Scheme.values()) {
                take(
                        chromium,
                        "orders",
                        scheme,
                        1280,
                        stack.apiAddress() + "/#/orders?accountid=a1");
                take(chromium, "order", scheme, 1280, stack.apiAddress() + "/#/order?" + order);
                take(chromium, "invoice", scheme, 900, invoice);
            }
        }
    }

    /** A colour scheme that a reader may prefer, with Chromium's number for it. */
    private enum Scheme {
        DARK(0),
        LIGHT(1);

        private final int number;

        Scheme(int number) {
            this.number = number;
        }
    }

    private static void take(
            InstalledProgram chromium, String page, Scheme scheme, int width, String url)
            throws Exception {
        String name = page + "-" + scheme.name().toLowerCase(Locale.ROOT) + ".png";
        Path picture = Files.createDirectories(DIRECTORY).resolve(name);
        chromium.run(
                DIRECTORY.resolve("home"),
                Map.of(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--hide-scrollbars",
                "--user-data-dir=" + DIRECTORY.resolve("home").toAbsolutePath(),
                "--blink-settings=preferredColorScheme=" + scheme.number,
                "--force-device-scale-factor=" + SCALE,
                "--window-size=" + width + ",820",
                // This is time for the page to get its data and show it.
                "--virtual-time-budget=5000",
                "--screenshot=" + picture.toAbsolutePath(),
                url);

        assertThat(ImageIO.read(picture.toFile()).getWidth()).isEqualTo((int) (width * SCALE));
    }
}
