package io.orderstream.benchmark.archive;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.apache.commons.math3.stat.descriptive.DescriptiveStatistics;

/** Lookups of one kind. */
record Sample(List<Lookup> lookups) {

    private static final double MEGA = 1e6;
    // Three of them are above it.
    private static final int ENOUGH_FOR_P95 = 60;

    double millis(double percentile) {
        return statistics(Lookup::millis).getPercentile(percentile);
    }

    double requests() {
        return statistics(Lookup::requestCount).getMean();
    }

    double megabytes() {
        return statistics(Lookup::bytes).getMean() / MEGA;
    }

    double mostMegabytes() {
        return statistics(Lookup::bytes).getMax() / MEGA;
    }

    /**
     * As {@code 52 (61)}: the median and the 95th percentile; {@code 52 (most 64)} of too few
     * lookups for that.
     */
    String showMillis() {
        boolean enough = lookups.size() >= ENOUGH_FOR_P95;
        return String.format(
                Locale.ROOT,
                enough ? "%,.0f (%,.0f)" : "%,.0f (most %,.0f)",
                millis(50),
                millis(enough ? 95 : 100));
    }

    /** How many lookups there were. */
    String showCount() {
        return Integer.toString(lookups.size());
    }

    /** As {@code 3.1 (8.4)}: the mean and the most. */
    String showMegabytes() {
        return String.format(Locale.ROOT, "%,.2f (%,.2f)", megabytes(), mostMegabytes());
    }

    /** As {@code GetObject 1.1, HeadObject 1}: how many of each kind for one lookup. */
    String showKinds() {
        Map<String, Double> kinds =
                lookups.stream()
                        .map(Lookup::requests)
                        .map(Map::entrySet)
                        .flatMap(Collection::stream)
                        .collect(
                                Collectors.groupingBy(
                                        Map.Entry::getKey,
                                        TreeMap::new,
                                        Collectors.summingDouble(
                                                kind ->
                                                        (double) kind.getValue()
                                                                / lookups.size())));
        return kinds.entrySet().stream()
                .map(kind -> String.format(Locale.ROOT, "%s %.2f", kind.getKey(), kind.getValue()))
                .collect(Collectors.joining(", "));
    }

    private DescriptiveStatistics statistics(ToDoubleFunction<Lookup> of) {
        DescriptiveStatistics statistics = new DescriptiveStatistics();
        lookups.forEach(lookup -> statistics.addValue(of.applyAsDouble(lookup)));
        return statistics;
    }
}
