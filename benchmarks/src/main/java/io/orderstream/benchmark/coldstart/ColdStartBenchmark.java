package io.orderstream.benchmark.coldstart;

import io.orderstream.benchmark.Benchmark;
import io.orderstream.benchmark.Run;
import io.orderstream.benchmark.Spread;
import io.orderstream.benchmark.coldstart.floor.NothingHandler;
import io.orderstream.benchmark.coldstart.floor.OneGetHandler;
import io.orderstream.benchmark.coldstart.floor.OnePutHandler;
import io.orderstream.benchmark.results.Chart;
import io.orderstream.benchmark.results.Goal;
import io.orderstream.benchmark.results.Result;
import io.orderstream.benchmark.results.Section;
import io.orderstream.benchmark.results.Table;
import io.orderstream.benchmark.standin.DynamoDbStandIn;
import io.orderstream.benchmark.standin.KinesisStandIn;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The functions' cold starts against the same functions with the SDK's default HTTP clients. */
public final class ColdStartBenchmark implements Benchmark {

    private static final double MOST_MEGABYTES = 12;
    private static final double LEAST_TIMES_AS_FAST = 2;
    private static final List<String> FUNCTIONS = List.of("ingest", "query");
    private static final Duration LATENCY = Duration.ofMillis(5);

    private static final String FUNCTION_ZIP = "function.zip";
    private static final String DEFAULT = ", default clients";
    private static final String ONE_CALL = "'s SDK client and one call, nothing else";
    private static final String ARCHIVE = ", with an archive of classes (AppCDS)";
    private static final String NOTHING = "a handler that does nothing";

    @Override
    public String name() {
        return "coldstart";
    }

    @Override
    public String title() {
        return "Cold start: the functions, against the SDK's default HTTP clients";
    }

    @Override
    public Result run(Run run) throws Exception {
        Map<String, Subject> subjects = new LinkedHashMap<>();
        try (KinesisStandIn kinesis = new KinesisStandIn(LATENCY);
                DynamoDbStandIn dynamoDb = new DynamoDbStandIn(LATENCY)) {
            Map<String, String> environment =
                    Map.ofEntries(
                            Map.entry("STREAM_NAME", "orders"),
                            Map.entry("TABLE_NAME", "orders"),
                            Map.entry("BUCKET_NAME", "invoices"),
                            Map.entry("AUTHORIZATION", "NONE"),
                            Map.entry("AWS_REGION", "us-east-1"),
                            Map.entry("AWS_ACCESS_KEY_ID", "standin"),
                            Map.entry("AWS_SECRET_ACCESS_KEY", "standin"),
                            Map.entry("AWS_ENDPOINT_URL_KINESIS", kinesis.endpoint().toString()),
                            Map.entry("AWS_ENDPOINT_URL_DYNAMODB", dynamoDb.endpoint().toString()));
            add(subjects, run, "ingest", "post-order.json", environment);
            add(subjects, run, "query", "get-order.json", environment);
            addNothing(subjects, run);
            return measure(run, subjects);
        } finally {
            subjects.values().forEach(Subject::close);
        }
    }

    private static void add(
            Map<String, Subject> subjects,
            Run run,
            String function,
            String event,
            Map<String, String> environment)
            throws Exception {
        Path zip = run.root().resolve(function + "-lambda/target/" + function + "-lambda.zip");
        Path runtime = run.root().resolve("embedded-stack/target/lambda-runtime");
        byte[] bytes = event(event);
        String handler =
                "io.orderstream."
                        + function
                        + "."
                        + (function.equals("ingest") ? "IngestHandler" : "QueryHandler");
        subjects.put(
                function,
                new Subject(zip, handler, bytes, environment, runtime, run.scratch(function)));
        subjects.put(
                function + ARCHIVE,
                Subject.withArchive(
                        zip,
                        handler,
                        bytes,
                        environment,
                        runtime,
                        run.scratch(function + "-archive")));
        String ordinary = "io.orderstream." + function + ".DefaultClientsHandler";
        Path directory = run.scratch(function + "-default");
        Path ordinaryZip =
                FunctionZip.withDefaultClients(
                        zip,
                        ordinary,
                        run.root().resolve("benchmarks/target/lib"),
                        directory.resolve(FUNCTION_ZIP));
        subjects.put(
                function + DEFAULT,
                new Subject(ordinaryZip, ordinary, bytes, environment, runtime, directory));
        Class<?> oneCall = function.equals("ingest") ? OnePutHandler.class : OneGetHandler.class;
        Path floor = run.scratch(function + "-floor");
        Path floorZip = FunctionZip.withHandler(zip, oneCall, floor.resolve(FUNCTION_ZIP));
        subjects.put(
                function + ONE_CALL,
                new Subject(floorZip, oneCall.getName(), bytes, environment, runtime, floor));
    }

    private static void addNothing(Map<String, Subject> subjects, Run run) throws Exception {
        Path directory = run.scratch("nothing");
        Path zip = FunctionZip.ofHandler(NothingHandler.class, directory.resolve(FUNCTION_ZIP));
        subjects.put(
                NOTHING,
                new Subject(
                        zip,
                        NothingHandler.class.getName(),
                        event("get-order.json"),
                        Map.of(),
                        run.root().resolve("embedded-stack/target/lambda-runtime"),
                        directory));
    }

    private static byte[] event(String file) throws IOException {
        try (InputStream stream = ColdStartBenchmark.class.getResourceAsStream(file)) {
            if (stream == null) {
                throw new IOException("not on the class path: " + file);
            }
            return stream.readAllBytes();
        }
    }

    private static Result measure(Run run, Map<String, Subject> subjects) throws Exception {
        int rounds = run.scale().pick(12, 1);
        Map<String, List<Subject.Start>> starts = new LinkedHashMap<>();
        // The first round fills the page cache; a smoke run has no other.
        for (int round = run.scale().pick(0, 1); round <= rounds; round++) {
            for (Map.Entry<String, Subject> subject : subjects.entrySet()) {
                Subject.Start start = subject.getValue().coldStart();
                if (round > 0) {
                    starts.computeIfAbsent(subject.getKey(), key -> new ArrayList<>()).add(start);
                }
            }
            run.say("round %d of %d", round, rounds);
        }
        Table.Builder table =
                Table.of(
                        "function",
                        "first answer, ms, median (rounds)",
                        "CPU until then, ms",
                        "zip, MB",
                        "classes loaded");
        List<Goal> goals = new ArrayList<>();
        Map<String, Double> figures = new LinkedHashMap<>();
        for (Map.Entry<String, Subject> subject : subjects.entrySet()) {
            String name = subject.getKey();
            Spread millis = millis(starts.get(name));
            long classes = subject.getValue().classesLoaded();
            double megabytes = subject.getValue().megabytes();
            table.row(
                    name,
                    millis.show("%,.0f"),
                    cpu(starts.get(name)).show("%,.0f"),
                    String.format(Locale.ROOT, "%.1f", megabytes),
                    String.format(Locale.ROOT, "%,d", classes));
            String key =
                    name.replace(DEFAULT, ".default")
                            .replace(ONE_CALL, ".one.call")
                            .replace(ARCHIVE, ".archive")
                            .replace(NOTHING, "nothing");
            figures.put(key + ".first.answer.ms", millis.median());
            figures.put(key + ".cpu.ms", cpu(starts.get(name)).median());
            figures.put(key + ".zip.mb", megabytes);
            figures.put(key + ".classes", (double) classes);
        }
        for (String function : FUNCTIONS) {
            Subject archived = subjects.get(function + ARCHIVE);
            figures.put(function + ".archive.mb", archived.archiveMegabytes());
            figures.put(function + ".archive.compressed.mb", archived.compressedArchiveMegabytes());
            double megabytes = figures.get(function + ".zip.mb");
            goals.add(
                    Goal.of(
                            "zip of the " + function + " function at most 12 MB",
                            String.format(Locale.ROOT, "%.1f MB", megabytes),
                            megabytes <= MOST_MEGABYTES,
                            "two of the SDK's clients"));
            double times =
                    figures.get(function + ".default.first.answer.ms")
                            / figures.get(function + ".first.answer.ms");
            goals.add(
                    Goal.of(
                            "the "
                                    + function
                                    + " function's first answer at least twice as fast as with the"
                                    + " default clients",
                            String.format(Locale.ROOT, "%.2f times", times),
                            times >= LEAST_TIMES_AS_FAST,
                            whyNotTwice(function, figures)));
        }
        Table.Builder restored =
                Table.of(
                        "function",
                        "first answer of a ready process, ms, median (rounds)",
                        "primed, ms, median (rounds)");
        for (String function : FUNCTIONS) {
            List<Double> unprimed = new ArrayList<>();
            List<Double> primed = new ArrayList<>();
            for (int round = 1; round <= run.scale().pick(6, 1); round++) {
                unprimed.add(subjects.get(function).firstAnswerWhenReady(false));
                primed.add(subjects.get(function).firstAnswerWhenReady(true));
            }
            run.say("%s: primed and not", function);
            restored.row(
                    function, Spread.of(unprimed).show("%,.0f"), Spread.of(primed).show("%,.0f"));
            figures.put(function + ".ready.first.answer.ms", Spread.of(unprimed).median());
            figures.put(function + ".primed.first.answer.ms", Spread.of(primed).median());
        }
        return Result.of(
                goals,
                figures,
                List.of(
                        Section.of(
                                "",
                                "Each packaged artifact under AWS's runtime interface client with"
                                        + " 1,024 MB and the options of Lambda's own start script, "
                                        + limit()
                                        + ", unpacked before. From an event that finds no process to its"
                                        + " answer, which includes one call of a stand-in that takes 5"
                                        + " ms; in turn. Lambda gives 1,024 MB about 0.58 of a"
                                        + " processor, of which kind it does not say: a start there"
                                        + " takes longer. The template's functions start from SnapStart's"
                                        + " snapshots, which skip nearly all of it. Both builds are the"
                                        + " same code and the same jars, but for the HTTP clients."
                                        + " The others show what is in both: a handler that"
                                        + " does nothing is the virtual machine and AWS's runtime;"
                                        + " one that makes the SDK's client with the smallest HTTP"
                                        + " client and calls it once is what this SDK takes to"
                                        + " reach the service. The stand-in speaks HTTP: a handshake, which"
                                        + " each of these would pay, is in none, but each that calls"
                                        + " has read the trust store. "
                                        + archives(figures)
                                        + " What else was tried is in"
                                        + " docs/decisions/0012-cold-starts.md.",
                                table.build(),
                                Chart.bars(
                                        "coldstart",
                                        "From process start to first answer",
                                        "ms",
                                        List.copyOf(subjects.keySet()),
                                        List.of(
                                                Chart.bar(
                                                        "ms",
                                                        subjects.keySet().stream()
                                                                .map(
                                                                        name ->
                                                                                millis(
                                                                                                starts
                                                                                                        .get(
                                                                                                                name))
                                                                                        .median())
                                                                .toList())))),
                        Section.of(
                                "What SnapStart leaves of it",
                                "A restored process has started already: what is left is its first"
                                        + " answer. Before a snapshot is taken Lambda calls the"
                                        + " functions' CRaC hook, which sends each kind of request"
                                        + " through the handler once, over canned answers. Measured"
                                        + " here with processes that are ready, told of a snapshot"
                                        + " or not, by AWS's own client; the restore itself is"
                                        + " Lambda's and is not in it.",
                                restored.build())));
    }

    private static String limit() {
        return Subject.isLimited()
                ? "kept to one processor (`taskset -c 0`; the stand-ins may use all)"
                : "told that it has one processor (`-XX:ActiveProcessorCount=1`), but not kept to it:"
                        + " there is no `taskset` here";
    }

    /** Why there are rows with archives, and no archive in the zips. */
    private static String archives(Map<String, Double> figures) {
        StringBuilder text =
                new StringBuilder(
                        "An archive of classes (AppCDS) holds only for the very build of the"
                                + " virtual machine that wrote it, here after one answer: Lambda's"
                                + " is AWS's, and changes, so none is deployed. It is");
        String separator = "";
        for (String function : FUNCTIONS) {
            double compressed = figures.get(function + ".archive.compressed.mb");
            text.append(separator)
                    .append(
                            String.format(
                                    Locale.ROOT,
                                    " %.1f MB for %s, %.1f compressed, which would make %.1f of the"
                                            + " zip's %.1f",
                                    figures.get(function + ".archive.mb"),
                                    function,
                                    compressed,
                                    figures.get(function + ".zip.mb") + compressed,
                                    figures.get(function + ".zip.mb")));
            separator = ", and";
        }
        return text.append('.').toString();
    }

    /** What a start is made of, beside what it would have to fall to. */
    private static String whyNotTwice(String function, Map<String, Double> figures) {
        double oneCall = figures.get(function + ".one.call.first.answer.ms");
        return String.format(
                Locale.ROOT,
                "that would be %,.0f ms. Of its %,.0f a handler that does nothing takes %,.0f, and the"
                        + " SDK's client with one call and nothing else %,.0f, with the smallest HTTP"
                        + " client that there is: %,.0f are the function's own. With its classes from"
                        + " an archive it would take %,.0f. With SnapStart only what is left after priming remains, below, and its own restore, which cannot be measured here",
                figures.get(function + ".default.first.answer.ms") / LEAST_TIMES_AS_FAST,
                figures.get(function + ".first.answer.ms"),
                figures.get("nothing.first.answer.ms"),
                oneCall,
                Math.max(0, figures.get(function + ".first.answer.ms") - oneCall),
                figures.get(function + ".archive.first.answer.ms"));
    }

    private static Spread millis(List<Subject.Start> starts) {
        return Spread.of(starts.stream().map(Subject.Start::millis).toList());
    }

    private static Spread cpu(List<Subject.Start> starts) {
        return Spread.of(starts.stream().map(Subject.Start::cpuMillis).toList());
    }
}
