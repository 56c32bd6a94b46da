package io.orderstream.benchmark.codec;

import io.orderstream.benchmark.Benchmark;
import io.orderstream.benchmark.BenchmarkRun;
import io.orderstream.benchmark.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs {@link OrderCodecBenchmark} in rounds, so that codec and Jackson meet the same machine. */
public final class CodecBenchmark implements Benchmark {

    @Override
    public String name() {
        return "codec";
    }

    @Override
    public String title() {
        return "Bytes to a validated order with its id, against Jackson's tree of the same bytes";
    }

    @Override
    public Figures measure(BenchmarkRun run) throws RunnerException {
        Map<String, List<Double>> nanos = new TreeMap<>();
        for (int round = 1; round <= run.pick(4, 1); round++) {
            run.say("round %d", round);
            for (RunResult result : new Runner(options(run)).run()) {
                String method = result.getPrimaryResult().getLabel();
                String size = result.getParams().getParam("order");
                nanos.computeIfAbsent(method + "." + size, key -> new ArrayList<>())
                        .add(result.getPrimaryResult().getScore());
            }
        }
        Figures figures = new Figures();
        nanos.forEach((name, rounds) -> figures.putRounds(name + ".ns", rounds));
        for (String input : List.of("record", "posted")) {
            for (String size : List.of("small", "large")) {
                figures.put(
                        input + "." + size + ".times.jackson",
                        Figures.medianRatio(
                                nanos.get(input + "ToOrder." + size),
                                nanos.get(input + "ToTree." + size)));
            }
        }
        return figures;
    }

    private static Options options(BenchmarkRun run) {
        TimeValue time = TimeValue.milliseconds(run.pick(1_000, 50));
        return new OptionsBuilder()
                .include(OrderCodecBenchmark.class.getName())
                // Each method in a virtual machine of its own: no other method's profile.
                .forks(run.pick(1, 0))
                .jvmArgs("-Xms512m", "-Xmx512m")
                .warmupIterations(run.pick(3, 1))
                .warmupTime(time)
                .measurementIterations(run.pick(3, 1))
                .measurementTime(time)
                .verbosity(VerboseMode.SILENT)
                .build();
    }
}
