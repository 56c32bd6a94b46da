package io.orderstream.benchmark.results;

import java.util.Map;

/**
 * The figures of one benchmark and the circumstances of its run. RESULTS.md is written from these
 * and nothing else.
 *
 * @param benchmark its name
 * @param measuredAt when it ended: UTC, ISO-8601
 * @param seconds how long it took
 * @param machine what it ran on
 * @param smoke whether it was a smoke run, whose figures mean nothing
 * @param figures numbers by name
 */
public record Result(
        String benchmark,
        String measuredAt,
        long seconds,
        Machine machine,
        boolean smoke,
        Map<String, Double> figures) {}
