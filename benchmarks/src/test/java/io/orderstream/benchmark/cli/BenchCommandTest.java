package io.orderstream.benchmark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
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
    void anUnknownBenchmarkIsAUsageError() {
        assertThat(command.execute("nosuch")).isEqualTo(2);
        assertThat(err)
                .hasToString(
                        String.format("There is no benchmark \"nosuch\"%nSee ./bench --help.%n"));
    }
}
