package io.orderstream.benchmark.cli;

import io.orderstream.benchmark.Benchmark;
import io.orderstream.benchmark.archive.ArchiveBenchmark;
import io.orderstream.benchmark.archive.EventsBenchmark;
import io.orderstream.benchmark.coldstart.ColdStartBenchmark;
import io.orderstream.benchmark.cost.CostBenchmark;
import io.orderstream.benchmark.job.SinksBenchmark;
import io.orderstream.benchmark.job.SourceBenchmark;
import io.orderstream.benchmark.job.ThrottledBenchmark;
import io.orderstream.benchmark.journey.JourneyBenchmark;
import java.util.List;

/** All benchmarks, in the order of RESULTS.md. */
final class Benchmarks {

    static final List<Benchmark> ALL =
            List.of(
                    new JourneyBenchmark(),
                    new EventsBenchmark(),
                    new ArchiveBenchmark(),
                    new ColdStartBenchmark(),
                    new CostBenchmark(),
                    new SinksBenchmark(),
                    new ThrottledBenchmark(),
                    new SourceBenchmark());

    private Benchmarks() {}

    static List<String> names() {
        return ALL.stream().map(Benchmark::name).toList();
    }

    /** Returns the benchmark with this name, which must be one of {@link #names}. */
    static Benchmark named(String name) {
        return ALL.get(names().indexOf(name));
    }
}
