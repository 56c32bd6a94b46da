package io.orderstream.benchmark.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class LongRunTest {

    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    @Test
    void aStallIsSeenHoweverManyOrdersCameBesideIt() {
        List<MemoryWatch.Look> looks = new ArrayList<>();
        for (int second = 0; second <= 60; second++) {
            int stalled = Math.min(12, Math.max(0, second - 20));
            looks.add(look(second, 100_000L * (second - stalled), 100));
        }
        assertThat(new LongRun(looks, TEN_SECONDS).slowest()).hasValue(0);
    }

    @Test
    void aSteadyRunIsAsFastInItsSlowestTime() {
        assertThat(run(second -> 100).slowest()).hasValue(1_000);
    }

    @Test
    void aLeakIsGrowth() {
        LongRun leaking = run(second -> 100 + second);
        assertThat(leaking.heap().orElseThrow().growth()).isEqualTo(30 / 130.0, within(1e-9));
    }

    @Test
    void whatRisesInTheFirstHalfOnlyIsNone() {
        LongRun filling = run(second -> Math.min(second, 25));
        assertThat(filling.heap().orElseThrow().growth()).isEqualTo(0, within(1e-9));
    }

    @Test
    void whereTheProcessCannotBeLookedAtThereIsNoTrendOfIt() {
        assertThat(run(second -> 100).resident()).isEmpty();
    }

    @Test
    void nothingSeenIsNoTrend() {
        LongRun nothing = new LongRun(List.of(), TEN_SECONDS);
        assertThat(nothing.heap()).isEmpty();
        assertThat(nothing.slowest()).isEmpty();
    }

    @Test
    void aStallCountsForTheOrdersThatItHeldUp() {
        LongRun stalled =
                new LongRun(
                        List.of(look(0, 100, 1), look(1, 200, 1), look(4, 200, 1), look(5, 300, 1)),
                        TEN_SECONDS);
        assertThat(stalled.rate(0, 200)).hasValue(25);
        assertThat(stalled.rate(200, 300)).hasValue(25);
        assertThat(stalled.rate(300, 400)).isEmpty();
        assertThat(stalled.rate(150, 250)).as("no order between the looks").isEmpty();
    }

    private interface Heap {
        double at(int second);
    }

    /** A minute with a thousand orders a second. */
    private static LongRun run(Heap heap) {
        List<MemoryWatch.Look> looks = new ArrayList<>();
        for (int second = 0; second <= 60; second++) {
            looks.add(look(second, 1_000L * second, heap.at(second)));
        }
        return new LongRun(looks, TEN_SECONDS);
    }

    private static MemoryWatch.Look look(double seconds, long orders, double heapMib) {
        return new MemoryWatch.Look(
                seconds, orders, OptionalDouble.of(heapMib), OptionalDouble.empty());
    }
}
