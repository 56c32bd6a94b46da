package io.orderstream.benchmark.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ThrottledAccountTest {

    @Test
    void theBufferIsFull_whenTheOtherAccountsAreSlowForFiveSamples() {
        List<Double> rates = List.of(100.0, 90.0, 100.0, 10.0, 10.0, 10.0, 10.0, 10.0);
        assertThat(ThrottledAccount.of(100, rates, 2))
                .isEqualTo(new ThrottledAccount(100, 290 / 3.0, 6, true, 10));
    }

    @Test
    void theBufferIsNotFull_whenOnlyOneSampleIsSlow() {
        List<Double> rates = List.of(100.0, 0.0, 150.0, 100.0, 100.0, 100.0);
        assertThat(ThrottledAccount.of(100, rates, 1))
                .isEqualTo(new ThrottledAccount(100, 550 / 6.0, 6, false, 0));
    }

    @Test
    void theTimeUntilFullIsZero_whenTheOtherAccountsAreSlowFromTheStart() {
        List<Double> rates = List.of(10.0, 10.0, 10.0, 10.0, 10.0, 10.0);
        assertThat(ThrottledAccount.of(100, rates, 1))
                .isEqualTo(new ThrottledAccount(100, 0, 0, true, 10));
    }
}
