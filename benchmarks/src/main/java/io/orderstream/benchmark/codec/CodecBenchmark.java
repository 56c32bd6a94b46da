package io.orderstream.benchmark.codec;

import io.orderstream.benchmark.Benchmark;
import io.orderstream.benchmark.Run;
import io.orderstream.benchmark.Spread;
import io.orderstream.benchmark.results.Chart;
import io.orderstream.benchmark.results.Goal;
import io.orderstream.benchmark.results.Result;
import io.orderstream.benchmark.results.Section;
import io.orderstream.benchmark.results.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs {@link OrderCodecBenchmark} in rounds, so that codec and floor see the same weather. */
public final class CodecBenchmark implements Benchmark {

    private static final double MOST_TIMES_THE_FLOOR = 2.5;
    private static final List<String> SIZES = List.of("small", "large");
    private static final List<String> METHODS =
            List.of(
                    "bareParse",
                    "bareHash",
                    "parseRecord",
                    "barePosted",
                    "parseForeign",
                    "parsePosted",
                    "bareFormat",
                    "formatRecord");
    private static final Map<String, String> FLOORS =
            Map.of(
                    "barePosted", "barePosted",
                    "parseForeign", "barePosted",
                    "parsePosted", "barePosted",
                    "bareFormat", "bareFormat",
                    "formatRecord", "bareFormat");
    private static final Map<String, String> SHOWN =
            Map.of(
                    "bareParse", "Jackson, bytes to tree",
                    "bareHash", "the JDK, SHA-256 of the canonical form's size",
                    "parseRecord", "this, bytes to validated order with id",
                    "barePosted", "Jackson, posted bytes to tree",
                    "parseForeign", "this, the same put onto the stream by others, in the job",
                    "parsePosted", "this, posted bytes to order, in the function",
                    "bareFormat", "Jackson, tree to bytes",
                    "formatRecord", "this, order to stream record");

    /**
     * What a goal is for.
     *
     * @param figure how its figure's name begins
     */
    private record Input(String shown, String figure) {}

    private static final Map<String, Input> INPUTS =
            Map.of(
                    "parseRecord", new Input("the function's record, in the job", "parse.ratio."),
                    "parseForeign",
                            new Input("another producer's record, in the job", "foreign.ratio."),
                    "parsePosted", new Input("as posted, in the function", "posted.ratio."));

    private static final String ALLOCATION = "gc.alloc.rate.norm";

    @Override
    public String name() {
        return "codec";
    }

    @Override
    public String title() {
        return "Codec: bytes to a validated order with its id, against Jackson's bare parse";
    }

    /** What was measured of one method with one size of order, a value for each round. */
    private record Rounds(List<Double> nanos, List<Double> bytes) {
        Rounds() {
            this(new ArrayList<>(), new ArrayList<>());
        }
    }

    @Override
    public Result run(Run run) throws RunnerException, IOException {
        int rounds = run.scale().pick(4, 1);
        Map<String, Rounds> measured = new LinkedHashMap<>();
        for (int round = 1; round <= rounds; round++) {
            for (String size : SIZES) {
                for (String method : METHODS) {
                    run.say("round %d of %d: %s order, %s", round, rounds, size, method);
                    RunResult result = measure(run, size, method);
                    Rounds of = measured.computeIfAbsent(method + "." + size, key -> new Rounds());
                    of.nanos().add(result.getPrimaryResult().getScore());
                    of.bytes().add(result.getSecondaryResults().get(ALLOCATION).getScore());
                }
            }
        }
        return result(measured);
    }

    private static RunResult measure(Run run, String size, String method) throws RunnerException {
        Collection<RunResult> results =
                new Runner(
                                new OptionsBuilder()
                                        .include(
                                                OrderCodecBenchmark.class.getName()
                                                        + "\\."
                                                        + method
                                                        + "$")
                                        .param("order", size)
                                        // In a virtual machine of its own: no other method's
                                        // profile.
                                        .forks(run.scale().pick(1, 0))
                                        .jvmArgs("-Xms512m", "-Xmx512m")
                                        .warmupIterations(run.scale().pick(3, 1))
                                        .warmupTime(
                                                TimeValue.milliseconds(
                                                        run.scale().pick(1_000, 100)))
                                        .measurementIterations(run.scale().pick(3, 1))
                                        .measurementTime(
                                                TimeValue.milliseconds(
                                                        run.scale().pick(1_000, 100)))
                                        .addProfiler(GCProfiler.class)
                                        .verbosity(VerboseMode.SILENT)
                                        .build())
                        .run();
        return results.iterator().next();
    }

    private static Result result(Map<String, Rounds> measured) throws IOException {
        Table.Builder table =
                Table.of(
                        "order",
                        "what",
                        "ns an order, median (rounds)",
                        "times Jackson (rounds)",
                        "bytes allocated");
        List<Goal> goals = new ArrayList<>();
        Map<String, Double> figures = new LinkedHashMap<>();
        for (String size : SIZES) {
            byte[] record = OrderCodecBenchmark.record(size, 0);
            int hashed = OrderCodecBenchmark.hashed(record).length;
            for (String method : METHODS) {
                Rounds rounds = measured.get(method + "." + size);
                Rounds floor = measured.get(FLOORS.getOrDefault(method, "bareParse") + "." + size);
                Spread nanos = Spread.of(rounds.nanos());
                Spread ratio = Spread.ofRatios(rounds.nanos(), floor.nanos());
                table.row(
                        size + ", " + bytes(method, size, record.length, hashed) + " bytes",
                        SHOWN.get(method),
                        nanos.show("%,.0f"),
                        ratio.show("%.2f"),
                        String.format(Locale.ROOT, "%,.0f", Spread.of(rounds.bytes()).median()));
                figures.put(method + "." + size + ".ns", nanos.median());
                if (INPUTS.containsKey(method)) {
                    figures.put(INPUTS.get(method).figure() + size, ratio.median());
                    goals.add(
                            Goal.of(
                                    String.format(
                                            Locale.ROOT,
                                            "parse, validate and derive the id in at most %s times"
                                                    + " the bare parse, %s order, %s",
                                            MOST_TIMES_THE_FLOOR,
                                            size,
                                            INPUTS.get(method).shown()),
                                    ratio.show("%.2f") + " times",
                                    ratio.median() <= MOST_TIMES_THE_FLOOR,
                                    parts(figures, method, size, hashed)));
                }
            }
        }
        return Result.of(
                goals,
                figures,
                List.of(
                        Section.of(
                                "",
                                "JMH, average time, each method in a virtual machine of its own,"
                                        + " "
                                        + measured.values().iterator().next().nanos().size()
                                        + " rounds in turn. `small` is the record that the ingest"
                                        + " function makes of what the existing client posts:"
                                        + " normalised and with its id; `large` has a dozen nested"
                                        + " lines. The job reads records, and such as other"
                                        + " producers put onto the stream as they would post them;"
                                        + " the function reads an order that a client posts alone the"
                                        + " same way, and a batch of them by way of a tree."
                                        + " What is wrong, or written in a form that hardly anybody"
                                        + " uses, is read once more by way of a tree, so that each"
                                        + " of its faults is named; that is not in these figures.",
                                table.build(),
                                Chart.bars(
                                        "codec",
                                        "Time of one order",
                                        "ns",
                                        METHODS.stream().map(SHOWN::get).toList(),
                                        SIZES.stream()
                                                .map(
                                                        size ->
                                                                Chart.bar(
                                                                        size,
                                                                        METHODS.stream()
                                                                                .map(
                                                                                        method ->
                                                                                                figures
                                                                                                        .get(
                                                                                                                method
                                                                                                                        + "."
                                                                                                                        + size
                                                                                                                        + ".ns"))
                                                                                .toList()))
                                                .toList()))));
    }

    private static int bytes(String method, String size, int record, int hashed) {
        return switch (method) {
            case "bareHash" -> hashed;
            case "barePosted", "parseForeign", "parsePosted" ->
                    OrderCodecBenchmark.posted(size, 0).length;
            default -> record;
        };
    }

    /** What of the time is the floor's, what is the id's, and what is left for all the rest. */
    private static String parts(
            Map<String, Double> figures, String method, String size, int hashed) {
        double whole = figures.get(method + "." + size + ".ns");
        double parse = figures.get(FLOORS.getOrDefault(method, "bareParse") + "." + size + ".ns");
        double hash = figures.get("bareHash." + size + ".ns");
        return String.format(
                Locale.ROOT,
                "of %,.0f ns the bare parse takes %,.0f, and SHA-256 of the canonical form's %,d"
                        + " bytes alone %,.0f, together %.2f times the parse; the other %,.0f are"
                        + " the canonical form itself, the rules and the order's objects",
                whole,
                parse,
                hashed,
                hash,
                (parse + hash) / parse,
                whole - parse - hash);
    }
}
