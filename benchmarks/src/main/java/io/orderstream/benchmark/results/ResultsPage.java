package io.orderstream.benchmark.results;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * RESULTS.md: the goals first, then each benchmark with its tables and pictures.
 *
 * <pre>{@code
 * new ResultsPage(root.resolve("benchmarks")).write(store.all(names));
 * }</pre>
 */
public final class ResultsPage {

    /** The page's file name. */
    public static final String FILE = "RESULTS.md";

    private static final String PICTURES = "plots";

    private final Path directory;

    /** A page in this directory, with its pictures in a directory beside it. */
    public ResultsPage(Path directory) {
        this.directory = directory;
    }

    /** Writes the page and draws its pictures. */
    public void write(List<Result> results) throws IOException {
        Path pictures = Files.createDirectories(directory.resolve(PICTURES));
        for (Result result : results) {
            for (Section section : result.sections()) {
                for (Chart chart : section.charts()) {
                    SvgCharts.draw(chart, pictures);
                }
            }
        }
        Files.writeString(directory.resolve(FILE), text(results));
    }

    static String text(List<Result> results) {
        StringBuilder page = new StringBuilder();
        page.append("# Results: what an order costs, how many a second, how soon\n\n");
        headlines(page, results);
        page.append("Written by `./bench` from what it measured (`results/*.json`); ")
                .append("not to be edited. `./bench NAME` measures one of them again. What ")
                .append("profiles found: ")
                .append("[decision 0007](../docs/decisions/0007-what-profiles-found.md).\n\n");
        if (results.stream().anyMatch(Result::smoke)) {
            page.append("**A smoke run: it shows that the benchmarks run. Its figures mean ")
                    .append("nothing.**\n\n");
        }
        machines(page, results);
        goals(page, results);
        for (Result result : results) {
            page.append("## ").append(result.title()).append("\n\n");
            page.append(
                    String.format(
                            Locale.ROOT,
                            "`./bench %s`, %s, %d s.%n%n",
                            result.benchmark(),
                            result.measuredAt(),
                            result.seconds()));
            result.sections().forEach(section -> append(page, section));
        }
        return page.toString().stripTrailing() + "\n";
    }

    private static void headlines(StringBuilder page, List<Result> results) {
        List<String> lines = Headlines.of(results);
        lines.forEach(line -> page.append("- ").append(line).append('\n'));
        if (!lines.isEmpty()) {
            page.append('\n');
        }
    }

    private static void machines(StringBuilder page, List<Result> results) {
        List<Machine> machines = results.stream().map(Result::machine).distinct().toList();
        for (Machine machine : machines) {
            String measuredThere =
                    machines.size() == 1
                            ? "all"
                            : String.join(
                                    ", ",
                                    results.stream()
                                            .filter(result -> result.machine().equals(machine))
                                            .map(Result::benchmark)
                                            .toList());
            page.append(
                    String.format(
                            Locale.ROOT,
                            "Machine (%s): %d cores of %s, %d GiB, %s, %s.%n%n",
                            measuredThere,
                            machine.cores(),
                            machine.processor(),
                            machine.memoryGib(),
                            machine.system(),
                            machine.java()));
        }
    }

    private static void goals(StringBuilder page, List<Result> results) {
        List<Goal> all = results.stream().flatMap(result -> result.goals().stream()).toList();
        page.append(
                String.format(
                        Locale.ROOT,
                        "%d of %d goals are met.%n%n",
                        all.stream().filter(Goal::met).count(),
                        all.size()));
        Table.Builder table = Table.of("benchmark", "goal", "measured", "met or missed, and why");
        for (Result result : results) {
            for (Goal goal : result.goals()) {
                table.row(
                        result.benchmark(),
                        goal.wanted(),
                        goal.measured(),
                        goal.met() ? "met" : "**missed**: " + goal.reason());
            }
        }
        append(page, table.build());
    }

    private static void append(StringBuilder page, Section section) {
        if (!section.heading().isEmpty()) {
            page.append("### ").append(section.heading()).append("\n\n");
        }
        if (!section.text().isEmpty()) {
            page.append(section.text().strip()).append("\n\n");
        }
        section.tables().forEach(table -> append(page, table));
        for (Chart chart : section.charts()) {
            page.append(
                    String.format(
                            Locale.ROOT,
                            "![%s](%s/%s.svg)%n%n",
                            chart.title(),
                            PICTURES,
                            chart.file()));
        }
    }

    private static void append(StringBuilder page, Table table) {
        row(page, table.columns());
        row(page, Collections.nCopies(table.columns().size(), "---"));
        table.rows().forEach(cells -> row(page, cells));
        page.append('\n');
    }

    private static void row(StringBuilder page, List<String> cells) {
        page.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }
}
