package io.orderstream.acceptance.scenario;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Moves arrivals back by more than an hour, to both sides of a full hour, and stretches the time
 * between them: a second becomes a minute.
 *
 * @param middle half of the arrivals are before it
 * @param hour where it is moved to
 */
record Backdating(Instant middle, Instant hour) implements UnaryOperator<Instant> {

    private static final int STRETCH = 60;

    /** For arrivals such as these. */
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
