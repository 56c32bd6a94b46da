package io.orderstream.benchmark;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.apache.commons.math3.stat.descriptive.DescriptiveStatistics;

/**
 * Several rounds of one measurement: the middle, and how far the rounds lie apart.
 *
 * @param median of the rounds
 * @param min the smallest
 * @param max the largest
 * @param rounds how many
 */
public record Spread(double median, double min, double max, int rounds) {

    /** Of these rounds, at least one. */
    public static Spread of(Collection<Double> rounds) {
        if (rounds.isEmpty()) {
            throw new IllegalArgumentException("No round was measured");
        }
        DescriptiveStatistics statistics = new DescriptiveStatistics();
        rounds.forEach(statistics::addValue);
        return new Spread(
                statistics.getPercentile(50),
                statistics.getMin(),
                statistics.getMax(),
                rounds.size());
    }

    /** Of what each round of one thing is of the same round of another. */
    public static Spread ofRatios(List<Double> rounds, List<Double> of) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < rounds.size(); i++) {
            ratios.add(rounds.get(i) / of.get(i));
        }
        return of(ratios);
    }

    /** As {@code 12,345 (12,001 to 12,900)}; without the spread if there was one round only. */
    public String show(String format) {
        String middle = String.format(Locale.ROOT, format, median);
        return rounds == 1
                ? middle
                : String.format(
                        Locale.ROOT, "%s (" + format + " to " + format + ")", middle, min, max);
    }
}
