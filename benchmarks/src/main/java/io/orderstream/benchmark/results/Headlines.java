package io.orderstream.benchmark.results;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What somebody who decides wants to know first: the cost, the throughput and the delay. */
final class Headlines {

    private final Map<String, Map<String, Double>> figures;

    private Headlines(List<Result> results) {
        figures = results.stream().collect(Collectors.toMap(Result::benchmark, Result::figures));
    }

    /** A line for each figure that was measured. */
    static List<String> of(List<Result> results) {
        Headlines headlines = new Headlines(results);
        List<String> lines = new ArrayList<>();
        headlines.add(
                lines,
                "cost",
                List.of("usd.per.million.at.1000", "replaced.usd.per.million.at.1000"),
                usd ->
                        String.format(
                                Locale.ROOT,
                                "**%.2f USD for a million orders** at 1,000 orders a second,"
                                        + " without storage and reads; the design that this one replaces:"
                                        + " %.2f USD.",
                                usd[0],
                                usd[1]));
        headlines.add(
                lines,
                "sinks",
                List.of(
                        "job.orders.per.second.to.last.answer",
                        "fileEach.orders.per.second.to.last.answer"),
                rate ->
                        String.format(
                                Locale.ROOT,
                                "**%,.0f orders a second** on this machine's cores from record"
                                        + " to table and archive, until the last answer of both,"
                                        + " DynamoDB answering after 5 ms and S3 after 25 ms; with"
                                        + " a file for each order: %,.0f. Records are generated;"
                                        + " with the Kinesis source, see Scaling.",
                                rate[0],
                                rate[1]));
        headlines.add(
                lines,
                "journey",
                List.of("readable.p50.ms.at.50", "readable.p99.ms.at.50", "invoice.p99.ms.at.50"),
                millis ->
                        String.format(
                                Locale.ROOT,
                                "**%,.0f ms from POST to readable** (p99 %,.0f ms) at 50 orders a"
                                        + " second, and to the invoice %,.1f s (p99), which waits"
                                        + " for a checkpoint.",
                                millis[0],
                                millis[1],
                                millis[2] / 1e3));
        return lines;
    }

    private void add(
            List<String> lines,
            String benchmark,
            List<String> names,
            Function<double[], String> line) {
        Map<String, Double> measured = figures.getOrDefault(benchmark, Map.of());
        if (measured.keySet().containsAll(names)) {
            lines.add(line.apply(names.stream().mapToDouble(measured::get).toArray()));
        }
    }
}
