package io.orderstream.benchmark.archive;

import io.orderstream.benchmark.Benchmark;
import io.orderstream.benchmark.Run;
import io.orderstream.benchmark.results.Chart;
import io.orderstream.benchmark.results.Goal;
import io.orderstream.benchmark.results.Result;
import io.orderstream.benchmark.results.Section;
import io.orderstream.benchmark.results.Table;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/** {@code GET /invoice} out of archives of any density. */
public final class ArchiveBenchmark implements Benchmark {

    private static final List<Integer> DENSITIES = List.of(10, 1_000, 10_000);
    private static final int DENSEST = 10_000;
    private static final int SLOTS = 16;
    private static final double MOST_MILLIS = 80;
    private static final int REQUESTS = 4;
    private static final int ANSWERS_IN_TURN = 3;
    private static final double MOST_MEGABYTES = 5.3;
    private static final long SEED = 7;

    @Override
    public String name() {
        return "archive";
    }

    @Override
    public String title() {
        return "Archive reads: GET /invoice by the archive's density";
    }

    /** What is asked for. */
    private enum Kind {
        FIRST("first", "first"),
        REPEATED("repeated", "repeated"),
        NOT_YET("not.yet", "not archived yet");

        private final String key;
        private final String shown;

        Kind(String key, String shown) {
            this.key = key;
            this.shown = shown;
        }
    }

    /** One density. */
    private record Measured(int density, int files, Map<Kind, Sample> samples) {

        Sample of(Kind kind) {
            return samples.get(kind);
        }
    }

    @Override
    public Result run(Run run) {
        List<Measured> measured = new ArrayList<>();
        try (Lookups lookups = new Lookups()) {
            measure(lookups, DENSEST, run.scale().pick(20, 0));
            for (int density : DENSITIES) {
                Measured each = measure(lookups, density, run.scale().pick(100, 2));
                run.say(
                        "%,d orders a second: %s ms, %s MB",
                        density,
                        each.of(Kind.FIRST).showMillis(),
                        each.of(Kind.FIRST).showMegabytes());
                measured.add(each);
            }
        }
        return Result.of(goals(measured), figures(measured), List.of(section(measured)));
    }

    private static Measured measure(Lookups lookups, int density, int times) {
        SlotHour hour = new SlotHour((double) density / SLOTS);
        Random random = new Random(SEED);
        Map<Kind, List<Lookup>> all = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            all.put(kind, new ArrayList<>());
        }
        for (int i = 0; i < times; i++) {
            long number = hour.orderAt(random.nextLong(SlotHour.MILLIS));
            all.get(Kind.NOT_YET).add(lookups.notYet(hour, number));
            Lookups.FirstAndRepeated archived = lookups.archived(hour, number);
            all.get(Kind.FIRST).add(archived.first());
            all.get(Kind.REPEATED).add(archived.repeated());
        }
        Map<Kind, Sample> samples = new EnumMap<>(Kind.class);
        all.forEach((kind, each) -> samples.put(kind, new Sample(each)));
        return new Measured(density, hour.fileCount(), samples);
    }

    private static Map<String, Double> figures(List<Measured> measured) {
        Map<String, Double> figures = new LinkedHashMap<>();
        for (Measured each : measured) {
            for (Kind kind : Kind.values()) {
                Sample sample = each.of(kind);
                String name = "at." + each.density() + "." + kind.key + ".";
                figures.put(name + "ms.p50", sample.millis(50));
                figures.put(name + "ms.p95", sample.millis(95));
                figures.put(name + "requests", sample.requests());
            }
            figures.put("at." + each.density() + ".first.mb", each.of(Kind.FIRST).megabytes());
        }
        return figures;
    }

    private static List<Goal> goals(List<Measured> measured) {
        Sample first = of(measured, DENSEST).of(Kind.FIRST);
        double mostRequests =
                measured.stream()
                        .mapToDouble(each -> each.of(Kind.FIRST).requests())
                        .max()
                        .orElse(0);
        return List.of(
                Goal.of(
                        "an invoice's first request is four requests to S3 and one file of at most 5"
                                + " MiB, at any density",
                        String.format(
                                Locale.ROOT,
                                "%.1f requests, at most %.1f MB",
                                mostRequests,
                                first.mostMegabytes()),
                        mostRequests <= REQUESTS && first.mostMegabytes() <= MOST_MEGABYTES,
                        "the line was not in the file that the item names"),
                Goal.of(
                        "an invoice's first request, at 10,000 orders a second: at most 80 ms (p95)",
                        String.format(
                                Locale.ROOT,
                                "%,.0f ms (%s lookups)",
                                first.millis(95),
                                first.showCount()),
                        first.millis(95) <= MOST_MILLIS,
                        String.format(
                                Locale.ROOT,
                                "the table's answer and three of S3 (HEAD and list at the same time, the"
                                        + " line, the issued document) take %d ms in these stand-ins, one"
                                        + " after the other; the function's own work comes on top",
                                Lookups.DYNAMODB_LATENCY.toMillis()
                                        + ANSWERS_IN_TURN * Lookups.S3_LATENCY.toMillis())));
    }

    private static Measured of(List<Measured> measured, int density) {
        return measured.stream()
                .filter(each -> each.density() == density)
                .findFirst()
                .orElseThrow();
    }

    private static Section section(List<Measured> measured) {
        Table.Builder table =
                Table.of(
                        "orders a second",
                        "files of the slot's hour",
                        "request",
                        "lookups",
                        "ms, p50 (p95)",
                        "MB from S3, mean (most)",
                        "S3 requests");
        for (Measured each : measured) {
            for (Kind kind : Kind.values()) {
                Sample sample = each.of(kind);
                table.row(
                        String.format(Locale.ROOT, "%,d", each.density()),
                        String.format(Locale.ROOT, "%,d", each.files()),
                        kind.shown,
                        sample.showCount(),
                        sample.showMillis(),
                        sample.showMegabytes(),
                        sample.showKinds());
            }
        }
        return Section.of(
                "",
                String.format(
                        Locale.ROOT,
                        "The query function's own handler, in this process, against stand-ins for"
                                + " DynamoDB and S3 that answer after %d and %d ms; S3 then sends %.0f"
                                + " MB a second, as its performance design patterns reckon for one"
                                + " connection. The archive is one hour of one of %d slots as the job"
                                + " writes it, with a checkpoint a minute. *Not archived yet* is a"
                                + " request while the order's checkpoint is not complete.",
                        Lookups.DYNAMODB_LATENCY.toMillis(),
                        Lookups.S3_LATENCY.toMillis(),
                        Lookups.S3_BYTES_PER_SECOND / 1e6,
                        SLOTS),
                table.build(),
                Chart.bars(
                        "archive",
                        "First GET /invoice, median",
                        "ms",
                        DENSITIES.stream()
                                .map(density -> String.format(Locale.ROOT, "%,d a second", density))
                                .toList(),
                        List.of(
                                Chart.bar(
                                        "first GET /invoice",
                                        measured.stream()
                                                .map(each -> each.of(Kind.FIRST).millis(50))
                                                .toList()))));
    }
}
