package io.orderstream.benchmark;

/**
 * Measures one thing and, in the same run, an alternative.
 *
 * <pre>{@code
 * Figures figures = new CostBenchmark().measure(new BenchmarkRun(root, false, System.out::println));
 * }</pre>
 */
public interface Benchmark {

    /**
     * The benchmark's name: on the command line, as the name of its result file, and as the prefix
     * of its figures in the template of RESULTS.md.
     */
    String name();

    /** One line about the benchmark, for {@code ./bench --help}. */
    String title();

    /**
     * Measures and returns the figures.
     *
     * @throws Exception if the measurement failed; the caller then records nothing
     */
    Figures measure(BenchmarkRun run) throws Exception;
}
