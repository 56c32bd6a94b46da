package io.orderstream.benchmark.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** README.md shows the figures of the stored results. */
class FiguresInReadmeTest {

    private static final Path ROOT = Path.of(System.getProperty("orderstream.root", ".."));

    private String readme;

    @BeforeEach
    void read() throws IOException {
        // Joins all lines, so that a sentence matches across line ends.
        readme = Files.readString(ROOT.resolve("README.md")).replaceAll("\\s+", " ");
    }

    @Test
    void theCostOfAMillionOrdersIsTheComputedCost() throws IOException {
        Map<String, Double> cost = figures("cost");
        assertSays("**%.2f USD for a million orders**", cost.get("usd.per.million.at.1000"));
        assertSays("Below about %.0f orders a second", cost.get("break.even.orders.per.second"));
    }

    @Test
    void theOrdersASecondAreTheMeasuredFigures() throws IOException {
        Map<String, Double> sinks = figures("sinks");
        assertSays("**%,.0f orders a second**", sinks.get("job.orders.per.second.to.last.answer"));
        assertSays(
                "does not deduplicate, and writes %,.0f orders a second.",
                sinks.get("examples.orders.per.second.to.last.answer"));
    }

    @Test
    void theTimesFromPostToReadableAreTheMeasuredTimes() throws IOException {
        Map<String, Double> journey = figures("journey");
        assertSays(
                "**%,.0f ms from POST to readable** (p99 %,.0f ms)",
                journey.get("readable.p50.ms.at.50"), journey.get("readable.p99.ms.at.50"));
    }

    private void assertSays(String format, Object... figures) {
        assertThat(readme).contains(String.format(Locale.ROOT, format, figures));
    }

    private static Map<String, Double> figures(String benchmark) throws IOException {
        return new ResultStore(ROOT.resolve("benchmarks/results"))
                .all(List.of(benchmark)).stream().findFirst().orElseThrow().figures();
    }
}
