package io.orderstream.acceptance.scenario;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long the scenarios of this run are, and what their chance depends on.
 *
 * <pre>{@code
 * mvn verify                                 # short, always with the same seed
 * mvn verify -Psoak                          # long, with a random one
 * mvn verify -Dorderstream.scenario.seed=42  # repeats one, as far as threads can be repeated
 * }</pre>
 *
 * @param scale by how much numbers and times are multiplied
 * @param seed of every random decision
 */
public record ScenarioSize(int scale, long seed) {

    private static final String SCALE = "orderstream.scenario.scale";
    private static final String SEED = "orderstream.scenario.seed";
    private static final long SHORT_SEED = 20261124;

    /** As the system properties say. */
    public static ScenarioSize ofThisRun() {
        int scale = Integer.getInteger(SCALE, 1);
        long chance =
                scale == 1 ? SHORT_SEED : RandomGenerator.getDefault().nextLong(1_000_000_000);
        return new ScenarioSize(scale, Long.getLong(SEED, chance));
    }

    /** Whether it is the form that every build runs. */
    public boolean isShort() {
        return scale == 1;
    }

    /** A number for a run of this size. */
    public int times(int number) {
        return number * scale;
    }

    /** A time for a run of this size. */
    public Duration times(Duration duration) {
        return duration.multipliedBy(scale);
    }

    @Override
    public String toString() {
        return "-D" + SEED + "=" + seed + " -D" + SCALE + "=" + scale;
    }
}
