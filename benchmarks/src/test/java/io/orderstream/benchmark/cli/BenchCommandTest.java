package io.orderstream.benchmark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.benchmark.results.ResultStore;
import io.orderstream.benchmark.results.ResultsPage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BenchCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine command =
            BenchCommand.commandLine()
                    .setOut(new PrintWriter(out, true))
                    .setErr(new PrintWriter(err, true));

    @Test
    void helpNamesEveryBenchmark() {
        assertThat(command.execute("--help")).isZero();
        assertThat(out.toString()).contains(Benchmarks.names());
    }

    @Test
    void theStoredPageShowsTheStoredResults_andNoFigureIsMissing(@TempDir Path directory)
            throws IOException {
        Path stored = Path.of(System.getProperty("orderstream.root", "..")).resolve("benchmarks");
        new ResultsPage(directory)
                .write(new ResultStore(stored.resolve("results")).all(Benchmarks.names()));

        assertThat(Files.readString(stored.resolve(ResultsPage.FILE)))
                .as("If the page is outdated: ./bench --page")
                .isEqualTo(Files.readString(directory.resolve(ResultsPage.FILE)))
                .doesNotContain("not measured");
    }

    @Test
    void anUnknownBenchmarkIsAUsageError() {
        assertThat(command.execute("nosuch")).isEqualTo(2);
        assertThat(err)
                .hasToString(
                        String.format("There is no benchmark \"nosuch\"%nSee ./bench --help.%n"));
    }
}
