package io.orderstream.benchmark.archive;

import io.orderstream.benchmark.Benchmark;
import io.orderstream.benchmark.Run;
import io.orderstream.benchmark.results.Chart;
import io.orderstream.benchmark.results.Goal;
import io.orderstream.benchmark.results.Result;
import io.orderstream.benchmark.results.Section;
import io.orderstream.benchmark.results.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/** {@code GET /invoice} out of archives of any density, against the way it was done before. */
public final class ArchiveBenchmark implements Benchmark {

    private static final List<Integer> DENSITIES = List.of(10, 1_000, 10_000);
    private static final int DENSEST = 10_000;
    private static final int SLOTS = 16;
    private static final double MOST_MILLIS = 300;
    private static final double MOST_MEGABYTES = 20;
    private static final long MINUTE = 60_000;
    private static final long SEED = 7;
    private static final String TOO_MUCH = "too much is read before the line is found";

    @Override
    public String name() {
        return "archive";
    }

    @Override
    public String title() {
        return "Archive reads: GET /invoice by the archive's density, against the way before";
    }

    /** What is asked for. */
    private enum Kind {
        FIRST("first"),
        REPEATED("repeated"),
        NOT_YET("not.yet"),
        LATE("late"),
        NOT_YET_LATE("not.yet.late");

        private final String key;

        Kind(String key) {
            this.key = key;
        }
    }

    /** One density and way. */
    private record Measured(int density, Way way, int files, Map<Kind, Sample> samples) {

        Sample of(Kind kind) {
            return samples.get(kind);
        }

        String figure(Kind kind, String what) {
            return way.name().toLowerCase(Locale.ROOT).replace('_', '.')
                    + ".at."
                    + density
                    + "."
                    + kind.key
                    + "."
                    + what;
        }
    }

    @Override
    public Result run(Run run) {
        List<Measured> measured = new ArrayList<>();
        try (Lookups lookups = new Lookups()) {
            for (Way way : Way.values()) {
                measure(lookups, DENSEST, way, run.scale().pick(5, 0));
            }
            for (int density : DENSITIES) {
                for (Way way : Way.values()) {
                    Measured each = measure(lookups, density, way, run.scale().pick(60, 2));
                    run.say(
                            "%,d orders a second, %s: %s ms, %s MB",
                            density,
                            way.shown(),
                            each.of(Kind.FIRST).showMillis(),
                            each.of(Kind.FIRST).showMegabytes());
                    measured.add(each);
                }
            }
        }
        return result(measured);
    }

    private static Measured measure(Lookups lookups, int density, Way way, int times) {
        SlotHour hour = new SlotHour((double) density / SLOTS, way.maxFileBytes());
        Random random = new Random(SEED);
        Map<Kind, List<Lookup>> all = new LinkedHashMap<>();
        for (Kind kind : Kind.values()) {
            all.put(kind, new ArrayList<>());
        }
        for (int i = 0; i < times; i++) {
            long number = hour.orderAt(whileTheJobKeptUp(random));
            Lookups.FirstAndRepeated archived = lookups.archived(hour, number, way.asBefore());
            all.get(Kind.FIRST).add(archived.first());
            all.get(Kind.REPEATED).add(archived.repeated());
        }
        // In the other ways these can take seconds each.
        for (int i = 0; i < (way == Way.NOW ? times : (times + 3) / 4); i++) {
            long recent = hour.orderAt(whileTheJobKeptUp(random));
            all.get(Kind.NOT_YET).add(lookups.notYet(hour, recent, way.asBefore()));
            long late = hour.orderAt(random.nextLong(SlotHour.DOWN, SlotHour.UP));
            all.get(Kind.LATE).add(lookups.archived(hour, late, way.asBefore()).first());
            all.get(Kind.NOT_YET_LATE).add(lookups.notYet(hour, late, way.asBefore()));
        }
        Map<Kind, Sample> samples = new LinkedHashMap<>();
        all.forEach((kind, each) -> samples.put(kind, new Sample(each)));
        return new Measured(density, way, hour.fileCount(), samples);
    }

    private static long whileTheJobKeptUp(Random random) {
        return random.nextBoolean()
                ? random.nextLong(MINUTE, SlotHour.DOWN - 2 * MINUTE)
                : random.nextLong(SlotHour.CAUGHT_UP + MINUTE, 59 * MINUTE);
    }

    private static Result result(List<Measured> measured) {
        Map<String, Double> figures = new LinkedHashMap<>();
        for (Measured each : measured) {
            for (Kind kind : Kind.values()) {
                Sample sample = each.of(kind);
                figures.put(each.figure(kind, "ms.p50"), sample.millis(50));
                figures.put(each.figure(kind, "ms.p95"), sample.millis(95));
                figures.put(each.figure(kind, "requests"), sample.requests());
                // Nothing is sent of a repeated one.
                if (kind != Kind.REPEATED) {
                    figures.put(each.figure(kind, "mb"), sample.megabytes());
                }
            }
        }
        Measured densest = of(measured, DENSEST, Way.NOW);
        List<Goal> goals =
                List.of(
                        goal("an invoice's first request", densest.of(Kind.FIRST), TOO_MUCH),
                        goal("a repeated request", densest.of(Kind.REPEATED), TOO_MUCH),
                        goal(
                                "a request before its order is archived",
                                densest.of(Kind.NOT_YET),
                                TOO_MUCH),
                        goal(
                                "the first request for an order that came during an outage",
                                densest.of(Kind.LATE),
                                "first lines of later files are read to find the one that has its line,"
                                        + " up to 16 side by side and mostly twice"),
                        goal(
                                "a request before such an order is archived",
                                densest.of(Kind.NOT_YET_LATE),
                                "besides first lines, each writer's newest file is read as a whole"));
        return Result.of(
                goals, figures, List.of(asked(measured), waiting(measured), requests(measured)));
    }

    private static Goal goal(String what, Sample sample, String whyNot) {
        return Goal.of(
                what + ", at 10,000 orders a second: at most 300 ms (p95) and 20 MB",
                String.format(
                        Locale.ROOT,
                        "%,.0f ms, at most %,.1f MB (%s lookups)",
                        sample.millis(95),
                        sample.mostMegabytes(),
                        sample.showCount()),
                sample.millis(95) <= MOST_MILLIS && sample.mostMegabytes() <= MOST_MEGABYTES,
                whyNot);
    }

    private static Measured of(List<Measured> measured, int density, Way way) {
        return measured.stream()
                .filter(each -> each.density() == density && each.way() == way)
                .findFirst()
                .orElseThrow();
    }

    private static Section asked(List<Measured> measured) {
        Table.Builder table =
                Table.of(
                        "orders a second",
                        "way",
                        "files in the folder",
                        "lookups",
                        "first request, ms, p50 (p95)",
                        "S3 requests",
                        "MB from S3, mean (most)",
                        "repeated request, ms, p50 (p95)",
                        "S3 requests");
        for (Measured each : measured) {
            table.row(
                    String.format(Locale.ROOT, "%,d", each.density()),
                    each.way().shown(),
                    String.format(Locale.ROOT, "%,d", each.files()),
                    each.of(Kind.FIRST).showCount(),
                    each.of(Kind.FIRST).showMillis(),
                    each.of(Kind.FIRST).showRequests(),
                    each.of(Kind.FIRST).showMegabytes(),
                    each.of(Kind.REPEATED).showMillis(),
                    each.of(Kind.REPEATED).showRequests());
        }
        return Section.of(
                "",
                String.format(
                        Locale.ROOT,
                        "The query function's own handler, in this process, against stand-ins for"
                                + " DynamoDB and S3 that answer after %d and %d ms; S3 then sends %.0f"
                                + " MB a second, as its performance design patterns reckon for one"
                                + " connection. The archive is one hour of one of %d slots as the job"
                                + " writes it, with a checkpoint a minute; at minute 20 the job is"
                                + " down for ten minutes and then catches up at twice the rate. The"
                                + " way *before* let a file last from checkpoint to checkpoint, and"
                                + " read all files begun since a quarter of an hour before the order's"
                                + " arrival, the nearest in time first. At %,d orders a second it read"
                                + " **%.1f times** as much.",
                        Lookups.DYNAMODB_LATENCY.toMillis(),
                        Lookups.S3_LATENCY.toMillis(),
                        Lookups.S3_BYTES_PER_SECOND / 1e6,
                        SLOTS,
                        DENSEST,
                        of(measured, DENSEST, Way.BEFORE).of(Kind.FIRST).megabytes()
                                / of(measured, DENSEST, Way.NOW).of(Kind.FIRST).megabytes()),
                table.build(),
                Chart.bars(
                        "archive",
                        "First GET /invoice, median",
                        "ms",
                        DENSITIES.stream()
                                .map(density -> String.format(Locale.ROOT, "%,d a second", density))
                                .toList(),
                        List.of(bar(measured, Way.NOW), bar(measured, Way.BEFORE))));
    }

    private static Chart.Series bar(List<Measured> measured, Way way) {
        return Chart.bar(
                way.shown(),
                DENSITIES.stream()
                        .map(density -> of(measured, density, way).of(Kind.FIRST).millis(50))
                        .toList());
    }

    private static Section waiting(List<Measured> measured) {
        Table.Builder table =
                Table.of(
                        "orders a second",
                        "way",
                        "lookups",
                        "not archived yet, ms, p50 (p95)",
                        "S3 requests",
                        "MB from S3, mean (most)",
                        "after an outage, ms, p50 (p95)",
                        "S3 requests",
                        "MB from S3, mean (most)",
                        "not yet after one, ms, p50 (p95)",
                        "S3 requests",
                        "MB from S3, mean (most)");
        for (Measured each : measured) {
            table.row(
                    String.format(Locale.ROOT, "%,d", each.density()),
                    each.way().shown(),
                    each.of(Kind.NOT_YET).showCount(),
                    each.of(Kind.NOT_YET).showMillis(),
                    each.of(Kind.NOT_YET).showRequests(),
                    each.of(Kind.NOT_YET).showMegabytes(),
                    each.of(Kind.LATE).showMillis(),
                    each.of(Kind.LATE).showRequests(),
                    each.of(Kind.LATE).showMegabytes(),
                    each.of(Kind.NOT_YET_LATE).showMillis(),
                    each.of(Kind.NOT_YET_LATE).showRequests(),
                    each.of(Kind.NOT_YET_LATE).showMegabytes());
        }
        return Section.of(
                "When the line is not where it should be",
                "A client that asks again until its order is archived, just before it is; an order that"
                        + " arrived while the job was down, after it was archived, and just before."
                        + " Then no file begins later than the order, and of those begun since it"
                        + " arrived *now* reads the newest, *before* all.",
                table.build());
    }

    private static Section requests(List<Measured> measured) {
        Table.Builder table = Table.of("orders a second", "request", "S3 requests by kind");
        for (Measured each : measured) {
            if (each.way() == Way.NOW) {
                String density = String.format(Locale.ROOT, "%,d", each.density());
                table.row(density, "first", each.of(Kind.FIRST).showKinds());
                table.row(density, "repeated", each.of(Kind.REPEATED).showKinds());
                table.row(density, "not archived yet", each.of(Kind.NOT_YET).showKinds());
                table.row(density, "after an outage", each.of(Kind.LATE).showKinds());
                table.row(density, "not yet after one", each.of(Kind.NOT_YET_LATE).showKinds());
            }
        }
        return Section.of("Requests", "", table.build());
    }
}
