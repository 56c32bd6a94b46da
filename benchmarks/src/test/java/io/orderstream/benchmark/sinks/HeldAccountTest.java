package io.orderstream.benchmark.sinks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HeldAccountTest {

    @Test
    void isFullWhenTheOthersAreSlowForFiveLooks() {
        List<Double> held = List.of(100.0, 90.0, 100.0, 10.0, 10.0, 10.0, 10.0, 10.0);
        assertThat(HeldAccount.of(100, held, 2))
                .isEqualTo(new HeldAccount(100, 290 / 3.0, 6, true, 10));
    }

    @Test
    void takesOneSlowLookForACheckpoint() {
        List<Double> held = List.of(100.0, 0.0, 150.0, 100.0, 100.0, 100.0);
        assertThat(HeldAccount.of(100, held, 1))
                .isEqualTo(new HeldAccount(100, 550 / 6.0, 6, false, 0));
    }

    @Test
    void hasNoTimeUntilFullWhenTheOthersAreSlowAtOnce() {
        List<Double> held = List.of(10.0, 10.0, 10.0, 10.0, 10.0, 10.0);
        assertThat(HeldAccount.of(100, held, 1)).isEqualTo(new HeldAccount(100, 0, 0, true, 10));
    }
}
