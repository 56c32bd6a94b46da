package io.orderstream.embedded.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Prints the result of each order of the demo. */
final class DemoTable {

    private static final String ROW = "  %-36s  %-7s  %-6s  %5s  %-9s  %5s  %8s  %8s%n";

    private DemoTable() {}

    static void print(List<OrderJourney> journeys, PrintWriter out) {
        out.printf(
                ROW, "order", "account", "vendor", "total", "status", "net", "readable", "invoice");
        for (OrderJourney journey : journeys) {
            out.printf(
                    ROW,
                    journey.orderId().orElse("-"),
                    journey.account(),
                    journey.vendor(),
                    journey.total().orElse("-"),
                    journey.status().orElse("-"),
                    journey.net().orElse("-"),
                    seconds(journey.readable()),
                    seconds(journey.invoice()));
        }
        long arrived = journeys.stream().filter(OrderJourney::arrived).count();
        out.printf("%n%d of %d orders arrived.%n", arrived, journeys.size());
        for (OrderJourney journey : journeys) {
            journey.failure()
                    .ifPresent(failure -> out.printf("%s: %s%n", journey.account(), failure));
        }
    }

    private static String seconds(Optional<Duration> duration) {
        return duration.map(time -> String.format(Locale.ROOT, "%.2f s", time.toMillis() / 1e3))
                .orElse("-");
    }
}
