package io.orderstream.benchmark.pipeline;

import io.orderstream.benchmark.results.Chart;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.apache.commons.math3.stat.regression.SimpleRegression;

/**
 * What was seen of a run, from the first order to the last.
 *
 * @param looks in their order
 * @param window the time that a rate is taken over
 */
record LongRun(List<MemoryWatch.Look> looks, Duration window) {

    /**
     * A straight line through the second half of a run.
     *
     * @param middle its height in the middle of the run
     * @param end its height at the end
     */
    record Trend(double middle, double end) {

        /** By which share it rises. */
        double growth() {
            return end / middle - 1;
        }
    }

    Optional<Trend> heap() {
        return trend(MemoryWatch.Look::heapMib);
    }

    Optional<Trend> resident() {
        return trend(MemoryWatch.Look::residentMib);
    }

    /** Of what was seen in the second half of the time; absent if that is less than three looks. */
    private Optional<Trend> trend(Function<MemoryWatch.Look, OptionalDouble> of) {
        if (looks.isEmpty()) {
            return Optional.empty();
        }
        double first = looks.get(0).seconds();
        double last = looks.get(looks.size() - 1).seconds();
        double middle = (first + last) / 2;
        SimpleRegression line = new SimpleRegression();
        looks.stream()
                .filter(look -> look.seconds() >= middle)
                .forEach(look -> of.apply(look).ifPresent(y -> line.addData(look.seconds(), y)));
        return line.getN() < 3
                ? Optional.empty()
                : Optional.of(new Trend(line.predict(middle), line.predict(last)));
    }

    /** For a picture over time: of each look what is there. */
    Chart.Series series(String name, Function<MemoryWatch.Look, OptionalDouble> of) {
        List<Double> seconds = new ArrayList<>();
        List<Double> heights = new ArrayList<>();
        for (MemoryWatch.Look look : looks) {
            of.apply(look)
                    .ifPresent(
                            height -> {
                                seconds.add(look.seconds());
                                heights.add(height);
                            });
        }
        return new Chart.Series(name, seconds, heights);
    }

    /**
     * Orders a second while so many had arrived, from the first look in between to the last one.
     *
     * @return absent if no two looks tell
     */
    OptionalDouble rate(double fromOrders, double toOrders) {
        MemoryWatch.Look first = null;
        MemoryWatch.Look last = null;
        for (MemoryWatch.Look look : looks) {
            if (look.orders() >= fromOrders && look.orders() <= toOrders) {
                first = first == null ? look : first;
                last = look;
            }
        }
        // On a busy machine no order may be read between two looks. That is no rate.
        if (first == null || last.orders() <= first.orders()) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(
                (last.orders() - first.orders()) / (last.seconds() - first.seconds()));
    }

    /** Orders a second in the slowest time as long as the window; absent for a shorter run. */
    OptionalDouble slowest() {
        OptionalDouble slowest = OptionalDouble.empty();
        int to = 0;
        for (MemoryWatch.Look from : looks) {
            while (to < looks.size()
                    && looks.get(to).seconds() - from.seconds() < window.toNanos() / 1e9) {
                to++;
            }
            if (to == looks.size()) {
                break;
            }
            double rate =
                    (looks.get(to).orders() - from.orders())
                            / (looks.get(to).seconds() - from.seconds());
            slowest = OptionalDouble.of(Math.min(rate, slowest.orElse(rate)));
        }
        return slowest;
    }
}
