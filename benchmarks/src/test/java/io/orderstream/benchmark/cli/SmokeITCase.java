package io.orderstream.benchmark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.benchmark.Benchmark;
import io.orderstream.benchmark.BenchmarkRun;
import io.orderstream.benchmark.Figures;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs each benchmark as a smoke run: with little data and few rounds. This test shows that the
 * benchmarks work. It does not show how fast the code is.
 */
class SmokeITCase {

    private static final Path ROOT = Path.of(System.getProperty("orderstream.root", ".."));

    static List<String> names() {
        return Benchmarks.names();
    }

    @ParameterizedTest
    @MethodSource("names")
    void eachBenchmarkReturnsFigures(String name) throws Exception {
        Benchmark benchmark = Benchmarks.named(name);
        Figures figures = benchmark.measure(new BenchmarkRun(ROOT, true, System.out::println));
        assertThat(figures.values()).isNotEmpty();
        assertThat(figures.values().values())
                .allMatch(figure -> figure >= 0 && Double.isFinite(figure));
    }
}
