package io.orderstream.benchmark.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SvgChartsTest {

    private static final String LONG = "ingest's SDK client and one call, nothing else";

    @Test
    void namesAreBrokenBetweenWords() {
        assertThat(SvgCharts.wrapped(LONG, 92))
                .containsExactly("ingest's SDK", "client and one", "call, nothing", "else");
    }

    @Test
    void aWordStaysWhole() {
        assertThat(SvgCharts.wrapped("a deduplication", 20)).containsExactly("a", "deduplication");
    }

    @Test
    void aShortNameIsALine() {
        assertThat(SvgCharts.wrapped("this job", 92)).containsExactly("this job");
    }

    @Test
    void thePictureGrowsWithItsNames(@TempDir Path directory) throws IOException {
        SvgCharts.draw(bars("short", "job"), directory);
        SvgCharts.draw(bars("long", LONG), directory);
        assertThat(Files.readString(directory.resolve("short.svg"))).contains(" height=\"360\"");
        assertThat(Files.readString(directory.resolve("long.svg")))
                .contains(" height=\"405\"", ">call, nothing</text>", ">else</text>");
    }

    private static Chart bars(String file, String name) {
        return Chart.bars(
                file,
                "Time",
                "ms",
                List.of(name, name, name, name, name, name, name),
                List.of(Chart.bar("ms", List.of(1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0))));
    }
}
