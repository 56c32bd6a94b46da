package io.orderstream.benchmark.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsPageTest {

    private static final Machine MACHINE = new Machine("CPU 1", 2, 24, "Linux 6", "OpenJDK 17");

    private final Result result =
            Result.of(
                            List.of(
                                    Goal.of("at most 2.5 times", "2.1 times", true, "not said"),
                                    Goal.of("at most 12 MB", "12.9 MB", false, "the SDK")),
                            Map.of("ratio", 2.1),
                            List.of(
                                    Section.of(
                                            "",
                                            "One sentence.",
                                            Table.of("what", "ns").row("parse", "8,000").build(),
                                            Chart.bars(
                                                    "codec",
                                                    "Time of an order",
                                                    "ns",
                                                    List.of("parse"),
                                                    List.of(Chart.bar("this", List.of(8_000.0)))))))
                    .measured("codec", "Codec", "2026-11-24T06:00:00Z", 61, MACHINE, false);

    @Test
    void showsGoalsFirstThenEachBenchmark() {
        assertThat(ResultsPage.text(List.of(result)))
                .isEqualTo(
                        """
                        # Results: what an order costs, how many a second, how soon

                        Written by `./bench` from what it measured (`results/*.json`); not to be edited. \
                        `./bench NAME` measures one of them again. \
                        What profiles found: [decision 0007](../docs/decisions/0007-what-profiles-found.md).

                        Machine (all): 2 cores of CPU 1, 24 GiB, Linux 6, OpenJDK 17.

                        1 of 2 goals are met.

                        | benchmark | goal | measured | met or missed, and why |
                        | --- | --- | --- | --- |
                        | codec | at most 2.5 times | 2.1 times | met |
                        | codec | at most 12 MB | 12.9 MB | **missed**: the SDK |

                        ## Codec

                        `./bench codec`, 2026-11-24T06:00:00Z, 61 s.

                        One sentence.

                        | what | ns |
                        | --- | --- |
                        | parse | 8,000 |

                        ![Time of an order](plots/codec.svg)
                        """);
    }

    @Test
    void beginsWithWhatIsToBeDecidedOn() {
        Result cost =
                Result.of(
                                List.of(),
                                Map.of(
                                        "usd.per.million.at.1000",
                                        4.25,
                                        "replaced.usd.per.million.at.1000",
                                        9.5),
                                List.of())
                        .measured("cost", "Cost", "2026-11-24T06:00:00Z", 1, MACHINE, false);
        assertThat(ResultsPage.text(List.of(result, cost)))
                .startsWith(
                        """
                        # Results: what an order costs, how many a second, how soon

                        - **4.25 USD for a million orders** at 1,000 orders a second, without storage and reads; the \
                        design that this one replaces: 9.50 USD.

                        Written by""");
    }

    @Test
    void saysThatASmokeRunMeansNothing() {
        Result smoke = result.measured("codec", "Codec", "2026-11-24T06:00:00Z", 1, MACHINE, true);
        assertThat(ResultsPage.text(List.of(smoke))).contains("**A smoke run:");
    }

    @Test
    void drawsItsPictures(@TempDir Path directory) throws IOException {
        new ResultsPage(directory).write(List.of(result));
        assertThat(Files.readString(directory.resolve("plots/codec.svg"))).contains("<svg");
    }

    @Test
    void isWrittenFromWhatWasKept(@TempDir Path directory) throws IOException {
        ResultStore store = new ResultStore(directory);
        store.put(result);
        assertThat(store.all(List.of("cost", "codec"))).containsExactly(result);
    }

    @Test
    void aRowHasAsManyCellsAsThereAreColumns() {
        assertThatThrownBy(() -> Table.of("a", "b").row("1").build())
                .hasMessage("A row of 1 cells for 2 columns");
    }
}
