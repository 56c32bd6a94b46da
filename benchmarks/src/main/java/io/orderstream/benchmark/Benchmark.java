package io.orderstream.benchmark;

import io.orderstream.benchmark.results.Result;

/**
 * One thing that is measured, with its peer, in one run.
 *
 * <pre>{@code
 * Result result = new CostBenchmark().run(new Run(root, Scale.SMOKE, System.out::println));
 * }</pre>
 */
public interface Benchmark {

    /** What it is called on the command line; also the name of its result's file. */
    String name();

    /** One line about it, for the command line's help and as a heading. */
    String title();

    /**
     * Measures.
     *
     * @throws Exception if it cannot be measured; nothing is recorded then
     */
    Result run(Run run) throws Exception;
}
