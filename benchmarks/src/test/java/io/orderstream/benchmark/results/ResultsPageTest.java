package io.orderstream.benchmark.results;

import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.benchmark.BenchmarkRun;
import io.orderstream.benchmark.cost.CostBenchmark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsPageTest {

    private static final Machine MACHINE = new Machine("CPU 1", 2, 24, "Linux 6", "OpenJDK 17");

    private final Result result =
            new Result(
                    "source",
                    "2026-11-24T06:00:00Z",
                    61,
                    MACHINE,
                    false,
                    Map.of("orders.per.second.at.1", 7_413.4, "orders.per.second.at.2", 14_091.6));

    @Test
    void fillsTheTemplateWithFigures() throws IOException {
        assertThat(ResultsPage.text(List.of(result)))
                .contains("Machine: 2 cores of CPU 1, 24 GiB, Linux 6, OpenJDK 17.")
                .contains("(`./bench source`, 2026-11-24)")
                .contains("| 1 | 7,413 (not measured to not measured) |")
                .doesNotContain("smoke");
    }

    @Test
    void saysThatTheFiguresOfASmokeRunMeanNothing() throws IOException {
        Result smoke = new Result("source", "2026-11-24T06:00:00Z", 1, MACHINE, true, Map.of());
        assertThat(ResultsPage.text(List.of(smoke))).contains("**This is a smoke run.");
    }

    @Test
    void showsThreeSignificantDigitsOrAWholeNumber() {
        assertThat(List.of(2.0, 3.4031, 14.65, 0.0096, 198.4, 60_216.9))
                .extracting(ResultsPage::show)
                .containsExactly("2", "3.40", "14.7", "0.00960", "198", "60,217");
    }

    @Test
    void drawsTheCostChart(@TempDir Path directory) throws IOException {
        Result cost =
                new Result(
                        "cost",
                        "2026-11-24T06:00:00Z",
                        0,
                        MACHINE,
                        false,
                        new CostBenchmark()
                                .measure(new BenchmarkRun(directory, false, line -> {}))
                                .values());
        new ResultsPage(directory).write(List.of(result, cost));
        String chart = Files.readString(directory.resolve("plots/cost.svg"));
        assertThat(chart).contains("US dollars for a million orders", "replaced design");
        String[] parts = chart.split("</?style[^>]*>", -1);
        assertThat(parts).hasSize(3);
        assertThat(colours(parts[1], "\\[(fill|stroke)=\"([^\"]*)\"\\] \\{"))
                .as("dark mode replaces each colour")
                .containsAll(colours(parts[0] + parts[2], "(fill|stroke)=\"((?!none)[^\"]*)\""));
    }

    /** The attributes and colours that a pattern finds, such as {@code fill white}. */
    private static Set<String> colours(String chart, String pattern) {
        return Pattern.compile(pattern)
                .matcher(chart)
                .results()
                .map(found -> found.group(1) + " " + found.group(2))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void theStoreReturnsWhatItStored(@TempDir Path directory) throws IOException {
        ResultStore store = new ResultStore(directory);
        store.put(result);
        assertThat(store.all(List.of("cost", "source"))).containsExactly(result);
    }
}
