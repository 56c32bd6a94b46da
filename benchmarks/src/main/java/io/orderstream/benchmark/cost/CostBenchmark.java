package io.orderstream.benchmark.cost;

import io.orderstream.benchmark.Benchmark;
import io.orderstream.benchmark.Run;
import io.orderstream.benchmark.results.Chart;
import io.orderstream.benchmark.results.Result;
import io.orderstream.benchmark.results.Section;
import io.orderstream.benchmark.results.Table;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.DoubleStream;
import org.apache.commons.math3.analysis.solvers.BrentSolver;

/** The model's tables: this design against the one that it replaces. */
public final class CostBenchmark implements Benchmark {

    private static final List<Double> RATES = List.of(1.0, 10.0, 100.0, 1_000.0, 10_000.0);
    private static final int MAX_EVALUATIONS = 200;

    private final Architecture design = ThisDesign.withDefaults();
    private final Architecture replaced = ReplacedDesign.withDefaults();

    @Override
    public String name() {
        return "cost";
    }

    @Override
    public String title() {
        return "Cost: a model of AWS's prices, against the design that this one replaces";
    }

    @Override
    public Result run(Run run) {
        double breakEven = breakEven();
        Map<String, Double> figures = new LinkedHashMap<>();
        for (double rate : RATES) {
            String at = String.format(Locale.ROOT, "%.0f", rate);
            figures.put("usd.per.million.at." + at, design.usdPerMillion(new Workload(rate)));
            figures.put(
                    "replaced.usd.per.million.at." + at,
                    replaced.usdPerMillion(new Workload(rate)));
        }
        figures.put("break.even.orders.per.second", breakEven);
        return Result.of(
                List.of(),
                figures,
                List.of(
                        totals(breakEven),
                        items("This design, item by item", design),
                        items("The replaced design, item by item", replaced),
                        prices()));
    }

    /** The rate at which both cost the same. */
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

    /** What a million orders cost beside what a day costs without any. */
    private static double ofOrders(Architecture design) {
        Workload workload = new Workload(1_000);
        return CostItem.sum(design.ordersOfDay(workload)) / workload.perDay() * 1e6;
    }

    private Section totals(double breakEven) {
        List<CostItem> idle = design.idleDay(new Workload(1));
        Table.Builder table =
                Table.of(
                        "orders a second",
                        "this design, USD a month",
                        "replaced, USD a month",
                        "this design, USD a million orders",
                        "replaced, USD a million orders",
                        "replaced ÷ this");
        for (double rate : RATES) {
            Workload workload = new Workload(rate);
            table.row(
                    String.format(Locale.ROOT, "%,.0f", rate),
                    String.format(Locale.ROOT, "%,.0f", design.usdPerMonth(workload)),
                    String.format(Locale.ROOT, "%,.0f", replaced.usdPerMonth(workload)),
                    String.format(Locale.ROOT, "%,.2f", design.usdPerMillion(workload)),
                    String.format(Locale.ROOT, "%,.2f", replaced.usdPerMillion(workload)),
                    String.format(
                            Locale.ROOT,
                            "%.2f",
                            replaced.usdPerMonth(workload) / design.usdPerMonth(workload)));
        }
        double[] rates =
                DoubleStream.iterate(1, rate -> rate <= 10_000, rate -> rate * 1.5).toArray();
        Chart chart =
                Chart.lines(
                        "cost-per-million",
                        "US dollars for a million orders",
                        "orders a second",
                        "USD",
                        true,
                        List.of(
                                perMillion("this design", design, rates),
                                perMillion("replaced design", replaced, rates)));
        return Section.of(
                "",
                String.format(
                        Locale.ROOT,
                        "us-east-1, November 2026, the template's defaults, orders of up to 700"
                                + " bytes as posted, which are one KB of the stream and one write unit"
                                + " of the table and of its index, evenly spread, each posted alone. A day without"
                                + " orders costs %.2f USD, %.2f of them for the Flink cluster, and each"
                                + " million orders %.2f more at 1,000 a second. The replaced design has"
                                + " no cluster: %.2f a day, and %.2f more for each million. They cost"
                                + " the same at **%.0f orders a second** (%,.0f a day): below that the"
                                + " replaced design is the cheaper one, for those who can do without"
                                + " this one's guarantees. KPUs as for %,.0f orders a second each,"
                                + " which are more of them than scaling reckons from what was measured."
                                + " Two"
                                + " rates are priced that want more than defaults: beyond 1,000"
                                + " requests a second the template's `ThrottleRate` has to be"
                                + " raised; and the replaced design, which takes 25 ms for each"
                                + " record of a shard, would want 25 shards or Lambda's"
                                + " parallelization factor for 1,000 orders a second, which are not"
                                + " in its price.",
                        CostItem.sumOfCents(idle),
                        CostItem.sumOfCents(idle.subList(0, 2)),
                        ofOrders(design),
                        CostItem.sumOfCents(replaced.idleDay(new Workload(1))),
                        ofOrders(replaced),
                        breakEven,
                        breakEven * Workload.DAY_SECONDS,
                        ThisDesign.withDefaults().ordersPerSecondAndKpu()),
                table.build(),
                chart);
    }

    private static Chart.Series perMillion(String name, Architecture design, double[] rates) {
        return new Chart.Series(
                name,
                Arrays.stream(rates).boxed().toList(),
                Arrays.stream(rates)
                        .map(rate -> design.usdPerMillion(new Workload(rate)))
                        .boxed()
                        .toList());
    }

    private static Section items(String heading, Architecture design) {
        List<String> columns = new ArrayList<>(List.of("USD a million orders, at orders a second"));
        RATES.forEach(rate -> columns.add(String.format(Locale.ROOT, "%,.0f", rate)));
        List<List<CostItem>> bills =
                RATES.stream()
                        .map(Workload::new)
                        .map(
                                workload -> {
                                    List<CostItem> bill = new ArrayList<>(design.idleDay(workload));
                                    bill.addAll(design.ordersOfDay(workload));
                                    return bill;
                                })
                        .toList();
        Table.Builder table = Table.of(columns.toArray(String[]::new));
        for (int item = 0; item < bills.get(0).size(); item++) {
            List<String> row = new ArrayList<>(List.of(withoutNumber(bills.get(0).get(item))));
            for (int i = 0; i < RATES.size(); i++) {
                double perMillion =
                        bills.get(i).get(item).usd() / new Workload(RATES.get(i)).perDay() * 1e6;
                row.add(String.format(Locale.ROOT, "%,.3f", perMillion));
            }
            table.row(row);
        }
        List<String> sum = new ArrayList<>(List.of("**together**"));
        RATES.forEach(
                rate ->
                        sum.add(
                                String.format(
                                        Locale.ROOT,
                                        "**%,.2f**",
                                        design.usdPerMillion(new Workload(rate)))));
        return Section.of(heading, "", table.row(sum).build());
    }

    /** The first item's name counts KPUs, which differ from column to column. */
    private static String withoutNumber(CostItem item) {
        return item.name().startsWith("Managed Flink") ? "Managed Flink: its KPUs" : item.name();
    }

    private static Section prices() {
        Table.Builder table = Table.of("USD", "for one", "source");
        for (Price price : Price.values()) {
            table.row(
                    String.format(
                            Locale.ROOT, "%s", BigDecimal.valueOf(price.usd()).toPlainString()),
                    price.unit(),
                    price.source().name().toLowerCase(Locale.ROOT).replace('_', ' '));
        }
        Set<String> pages = new LinkedHashSet<>();
        for (Price.Source source : Price.Source.values()) {
            pages.add("<" + source.page() + ">");
        }
        return Section.of(
                "Prices",
                "Assumed, not measured: a POST takes 20 ms of a function of 1 GB and writes two log"
                        + " lines of 300 bytes. Not counted, for either design: storage (a million"
                        + " orders kept: 0.45 USD a month in the table with its recovery, 0.25 in this"
                        + " design's index, 0.02 in the archive), KMS, data out, reads. Sources: "
                        + String.join(", ", pages)
                        + ".",
                table.build());
    }
}
