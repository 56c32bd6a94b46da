package io.orderstream.benchmark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.benchmark.Benchmark;
import io.orderstream.benchmark.Run;
import io.orderstream.benchmark.Scale;
import io.orderstream.benchmark.results.Result;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each benchmark in its tiny form, from beginning to end: that it runs, not how fast. */
class SmokeITCase {

    private static final Path ROOT = Path.of(System.getProperty("orderstream.root", ".."));

    static List<String> names() {
        return Benchmarks.names();
    }

    @ParameterizedTest
    @MethodSource("names")
    void measuresSomething(String name) throws Exception {
        Benchmark benchmark = Benchmarks.named(name);
        Result result = benchmark.run(new Run(ROOT, Scale.SMOKE, System.out::println));
        assertThat(result.sections()).isNotEmpty();
        assertThat(result.figures()).isNotEmpty();
        assertThat(result.figures().values()).allMatch(figure -> figure > 0 && !figure.isNaN());
        result.goals()
                .forEach(
                        goal ->
                                assertThat(goal.reason().isEmpty())
                                        .as(goal.wanted())
                                        .isEqualTo(goal.met()));
    }
}
