package io.orderstream.benchmark;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.stat.StatUtils;

/**
 * The figures of a benchmark: numbers by name.
 *
 * <pre>{@code
 * figures.put("zip.mb", 5.0);
 * figures.putRounds("orders.per.second", List.of(90.0, 100.0, 105.0));
 * // orders.per.second 100, orders.per.second.min 90, orders.per.second.max 105
 * }</pre>
 */
public final class Figures {

    private final Map<String, Double> values = new TreeMap<>();

    /** Adds one number. */
    public void put(String name, double value) {
        values.put(name, value);
    }

    /** Adds the median, the minimum and the maximum of several rounds. */
    public void putRounds(String name, Collection<Double> rounds) {
        values.put(name, median(rounds));
        values.put(name + ".min", Collections.min(rounds));
        values.put(name + ".max", Collections.max(rounds));
    }

    /** Adds the median, the minimum and the maximum of one property of the rounds. */
    public <T> void putRounds(String name, List<T> rounds, ToDoubleFunction<T> property) {
        putRounds(name, rounds.stream().mapToDouble(property).boxed().toList());
    }

    /** Adds the median of one property of the rounds. */
    public <T> void putMedian(String name, List<T> rounds, ToDoubleFunction<T> property) {
        values.put(name, median(rounds.stream().mapToDouble(property).boxed().toList()));
    }

    /** Returns the number with this name. */
    public double get(String name) {
        return values.get(name);
    }

    /** Returns all numbers by name. */
    public Map<String, Double> values() {
        return Collections.unmodifiableMap(values);
    }

    /** Returns the median of several rounds. */
    public static double median(Collection<Double> rounds) {
        return percentile(rounds, 50);
    }

    /**
     * Returns a percentile of the values.
     *
     * @param percentile more than 0, at most 100
     */
    public static double percentile(Collection<Double> values, double percentile) {
        return StatUtils.percentile(
                values.stream().mapToDouble(Double::doubleValue).toArray(), percentile);
    }

    /**
     * Divides the value of each round by the alternative's value in the same round, and returns the
     * median of these ratios. Both lists have the same length.
     */
    public static double medianRatio(List<Double> rounds, List<Double> alternative) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < rounds.size(); i++) {
            ratios.add(rounds.get(i) / alternative.get(i));
        }
        return median(ratios);
    }
}
