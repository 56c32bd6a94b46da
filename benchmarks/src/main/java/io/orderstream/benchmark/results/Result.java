package io.orderstream.benchmark.results;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import java.util.Map;

/**
 * What a benchmark found out. Complete: RESULTS.md is written from these and nothing else.
 *
 * @param benchmark its name
 * @param title one line about it
 * @param measuredAt when it ended: UTC, ISO-8601
 * @param seconds how long it took
 * @param machine what it ran on
 * @param smoke whether it was a smoke run, whose figures mean nothing
 * @param goals what was to be reached
 * @param figures single numbers by name, for other benchmarks and for whoever compares two runs
 * @param sections what there is to be read
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Result(
        String benchmark,
        String title,
        String measuredAt,
        long seconds,
        Machine machine,
        boolean smoke,
        List<Goal> goals,
        Map<String, Double> figures,
        List<Section> sections) {

    /** What was found out, before it is known when and how long it took. */
    public static Result of(List<Goal> goals, Map<String, Double> figures, List<Section> sections) {
        return new Result("", "", "", 0, null, false, goals, figures, sections);
    }

    /** The same with the circumstances of its run. */
    public Result measured(
            String name, String line, String at, long took, Machine on, boolean wasSmoke) {
        return new Result(name, line, at, took, on, wasSmoke, goals, figures, sections);
    }
}
