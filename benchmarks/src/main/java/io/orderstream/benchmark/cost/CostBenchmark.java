package io.orderstream.benchmark.cost;

import io.orderstream.benchmark.Benchmark;
import io.orderstream.benchmark.BenchmarkRun;
import io.orderstream.benchmark.Figures;
import java.util.List;
import org.apache.commons.math3.analysis.solvers.BrentSolver;

/** Computes the costs of this design and of the design that it replaces. */
public final class CostBenchmark implements Benchmark {

    private static final List<Integer> RATES = List.of(1, 10, 100, 1_000, 10_000, 100_000);
    private static final int MAX_EVALUATIONS = 200;

    private final ThisDesign design = ThisDesign.withDefaults();
    private final Architecture replaced = ReplacedDesign.withDefaults();

    @Override
    public String name() {
        return "cost";
    }

    @Override
    public String title() {
        return "The cost by AWS's prices, compared with the design that this one replaces";
    }

    @Override
    public Figures measure(BenchmarkRun run) {
        Figures figures = new Figures();
        for (int rate : RATES) {
            Workload workload = new Workload(rate);
            figures.put("usd.per.million.at." + rate, design.usdPerMillion(workload));
            figures.put("replaced.usd.per.million.at." + rate, replaced.usdPerMillion(workload));
            figures.put("usd.per.month.at." + rate, design.usdPerMonth(workload));
            figures.put("kpus.at." + rate, design.kpus(workload));
            figures.put("shards.at." + rate, workload.shards());
        }
        figures.put(
                "usd.per.million.with.an.event.each.at.1000",
                design.usdPerMillionWithEvents(new Workload(1_000)));
        Workload least = new Workload(1);
        figures.put("usd.per.idle.day", CostItem.sumOfCents(design.idleDay(least)));
        figures.put("replaced.usd.per.idle.day", CostItem.sumOfCents(replaced.idleDay(least)));
        figures.put("break.even.orders.per.second", breakEven());
        return figures;
    }

    /** Returns the orders a second at which both designs cost the same. */
    double breakEven() {
        return new BrentSolver(1e-3)
                .solve(
                        MAX_EVALUATIONS,
                        rate ->
                                design.usdPerMonth(new Workload(rate))
                                        - replaced.usdPerMonth(new Workload(rate)),
                        0.1,
                        1_000);
    }
}
