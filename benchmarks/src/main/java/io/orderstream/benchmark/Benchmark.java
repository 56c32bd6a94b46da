package io.orderstream.benchmark;

/**
 * One thing that is measured, with its peer, in one run.
 *
 * <pre>{@code
 * Figures figures = new CostBenchmark().measure(new BenchmarkRun(root, false, System.out::println));
 * }</pre>
 */
public interface Benchmark {

    /** The name on the command line, of the result's file, and of its figures in RESULTS.md. */
    String name();

    /** One line about it, for the command line's help. */
    String title();

    /**
     * Measures.
     *
     * @throws Exception if the measurement failed; nothing is recorded then
     */
    Figures measure(BenchmarkRun run) throws Exception;
}
