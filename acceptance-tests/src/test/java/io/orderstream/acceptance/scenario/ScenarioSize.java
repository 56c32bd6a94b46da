package io.orderstream.acceptance.scenario;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The size of the scenarios of this run, and the seed of its random decisions.
 *
 * <pre>{@code
 * mvn verify                                 # short, always with the same seed
 * mvn verify -Psoak                          # long, with a random seed
 * mvn verify -Dorderstream.scenario.seed=42  # short, with this seed
 * }</pre>
 *
 * <p>Two runs with the same seed and scale draw the same random numbers. But several threads draw
 * from some of the generators, and threads may interleave differently. So two runs may use a number
 * for different decisions.
 *
 * @param scale the factor for numbers and times; 0.5 in a short run, 5 in a soak
 * @param seed the seed of every random decision
 */
public record ScenarioSize(double scale, long seed) {

    private static final String SCALE = "orderstream.scenario.scale";
    private static final String SEED = "orderstream.scenario.seed";
    private static final double SHORT_SCALE = 0.5;
    private static final long SHORT_SEED = 20261124;

    /** The size that the system properties set. */
    public static ScenarioSize ofThisRun() {
        double scale =
                Optional.ofNullable(System.getProperty(SCALE))
                        .map(Double::valueOf)
                        .orElse(SHORT_SCALE);
        long defaultSeed =
                isShort(scale) ? SHORT_SEED : RandomGenerator.getDefault().nextLong(1_000_000_000);
        return new ScenarioSize(scale, Long.getLong(SEED, defaultSeed));
    }

    /** Whether this is a short run, which is the default. */
    public boolean isShort() {
        return isShort(scale);
    }

    private static boolean isShort(double scale) {
        return scale <= 1;
    }

    /** Multiplies a number by the scale. */
    public int times(int number) {
        return (int) Math.round(number * scale);
    }

    /** Multiplies a time by the scale. */
    public Duration times(Duration duration) {
        return Duration.ofMillis(Math.round(duration.toMillis() * scale));
    }

    /**
     * Multiplies a time limit or the length of an outage by the scale. A short run does not change
     * it.
     */
    public Duration atLeast(Duration duration) {
        return duration.multipliedBy(repetitions());
    }

    /** How often each disruption is run: once in a short run, five times in a soak. */
    public int repetitions() {
        return (int) Math.max(1, Math.round(scale));
    }

    @Override
    public String toString() {
        return (isShort() ? "" : "-Psoak ")
                + "-D"
                + SEED
                + "="
                + seed
                + " -D"
                + SCALE
                + "="
                + scale;
    }
}
