package io.orderstream.benchmark.cli;

import io.orderstream.benchmark.Benchmark;
import io.orderstream.benchmark.archive.ArchiveBenchmark;
import io.orderstream.benchmark.codec.CodecBenchmark;
import io.orderstream.benchmark.coldstart.ColdStartBenchmark;
import io.orderstream.benchmark.cost.CostBenchmark;
import io.orderstream.benchmark.journey.JourneyBenchmark;
import io.orderstream.benchmark.pipeline.MemoryBenchmark;
import io.orderstream.benchmark.pipeline.PipelineBenchmark;
import io.orderstream.benchmark.scaling.ScalingBenchmark;
import io.orderstream.benchmark.sinks.SinksBenchmark;
import io.orderstream.benchmark.sinks.ThrottledBenchmark;
import java.util.List;

/** All benchmarks there are, in the order of the results' page. */
final class Benchmarks {

    static final List<Benchmark> ALL =
            List.of(
                    new CodecBenchmark(),
                    new PipelineBenchmark(),
                    new MemoryBenchmark(),
                    new SinksBenchmark(),
                    new ThrottledBenchmark(),
                    new ArchiveBenchmark(),
                    new JourneyBenchmark(),
                    new ColdStartBenchmark(),
                    new CostBenchmark(),
                    new ScalingBenchmark());

    private Benchmarks() {}

    static List<String> names() {
        return ALL.stream().map(Benchmark::name).toList();
    }

    /**
     * The benchmark of this name.
     *
     * @throws java.util.NoSuchElementException if there is none
     */
    static Benchmark named(String name) {
        return ALL.stream()
                .filter(benchmark -> benchmark.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
