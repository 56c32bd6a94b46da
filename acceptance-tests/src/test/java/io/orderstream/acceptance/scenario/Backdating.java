package io.orderstream.acceptance.scenario;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Moves arrival times back and spreads them around the start of an hour. One second between two
 * arrival times becomes one minute. So the minute before the median becomes the hour before {@code
 * hour}, and the minute after the median becomes the hour that begins at {@code hour}.
 *
 * @param middle the median of the arrival times
 * @param hour the start of an hour, to which the median is moved
 */
record Backdating(Instant middle, Instant hour) implements UnaryOperator<Instant> {

    private static final int STRETCH = 60;

    /**
     * A backdating for these arrival times. It moves their median to the start of the hour before
     * the hour of the median.
     */
    static Backdating of(Collection<Instant> arrivals) {
        List<Instant> sorted = arrivals.stream().sorted().toList();
        Instant middle = sorted.get(sorted.size() / 2);
        return new Backdating(
                middle, middle.minus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.HOURS));
    }

    @Override
    public Instant apply(Instant arrival) {
        return hour.plus(Duration.between(middle, arrival).multipliedBy(STRETCH));
    }
}
