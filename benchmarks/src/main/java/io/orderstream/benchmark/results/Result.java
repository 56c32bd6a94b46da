package io.orderstream.benchmark.results;

import java.util.Map;

/**
 * The figures of one benchmark, with the time and the machine of its run. RESULTS.md is the
 * template filled with the figures of all results.
 *
 * @param benchmark the benchmark's name
 * @param measuredAt when the run ended: UTC, ISO-8601
 * @param seconds how long the run took
 * @param machine the machine that ran the benchmark
 * @param smoke whether the run was a smoke run, whose figures mean nothing
 * @param figures numbers by name
 */
public record Result(
        String benchmark,
        String measuredAt,
        long seconds,
        Machine machine,
        boolean smoke,
        Map<String, Double> figures) {}
