package io.orderstream.benchmark;

/**
 * Measures or computes one thing. Some benchmarks compare it with an alternative in the same run.
 *
 * <pre>{@code
 * Figures figures = new CostBenchmark().measure(new BenchmarkRun(root, false, System.out::println));
 * }</pre>
 */
public interface Benchmark {

    /**
     * The benchmark's name on the command line. It is also the name of the result file, and the
     * prefix of the figures in the template of RESULTS.md.
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
