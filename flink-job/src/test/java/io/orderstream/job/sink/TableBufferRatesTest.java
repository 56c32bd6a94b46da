package io.orderstream.job.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Measures, in simulated time, how many orders and requests the buffer sends to the table. */
class TableBufferRatesTest {

    private static final long BUFFER_BYTES = 16L << 20;
    private static final Duration SECOND = Duration.ofSeconds(1);

    private static final String SLOW_ACCOUNT = "a0";

    private static final int PER_SECOND = 5_000;
    private static final int SLOW_PER_SECOND = PER_SECOND / 5;
    private static final int GRANTED_RATE = 100;

    /** {@code docs/guarantees.md} has the formula for the time until the buffer is full. */
    @Test
    void aSlowAccountDoesNotSlowOthers_untilItFillsTheBuffer() {
        TableSimulation simulation =
                new TableSimulation(BUFFER_BYTES).grant(SLOW_ACCOUNT, GRANTED_RATE);
        int seconds = 0;
        while (true) {
            int othersBefore = simulation.written() - simulation.written(SLOW_ACCOUNT);
            int slowBefore = simulation.written(SLOW_ACCOUNT);
            simulation.run(SECOND, PER_SECOND, TableBufferRatesTest::accountOf);
            if (simulation.isFull()) {
                break;
            }
            seconds++;
            assertThat(simulation.written() - simulation.written(SLOW_ACCOUNT) - othersBefore)
                    .as("other accounts in second %d", seconds)
                    .isCloseTo(PER_SECOND - SLOW_PER_SECOND, withPercentage(2));
            assertThat(simulation.written(SLOW_ACCOUNT) - slowBefore)
                    .as("slow account in second %d", seconds)
                    .isBetween(GRANTED_RATE * 9 / 10, 2 * GRANTED_RATE);
        }
        // The details of a simulated order have 61 bytes.
        double bytesPerOrder = TableBuffer.ORDER_BYTES + 61;
        double expected = BUFFER_BYTES / (bytesPerOrder * (SLOW_PER_SECOND - GRANTED_RATE));
        assertThat(seconds).isBetween((int) expected - 1, (int) expected + 1);

        // Now the buffer is full, and the slow account delays all others. A fifth of the orders
        // belong to this account, so the total rate is five times the account's rate.
        int before = simulation.written();
        simulation.run(Duration.ofSeconds(10), PER_SECOND, TableBufferRatesTest::accountOf);
        assertThat(simulation.written() - before)
                .isCloseTo(10 * 5 * GRANTED_RATE, withPercentage(10));
    }

    @ParameterizedTest
    @CsvSource({"1, 1.0", "10, 1.0", "100, 1.0", "1000, 0.2", "10000, 0.04"})
    void atLowRatesEachOrderHasItsOwnRequest_atHighRatesOrdersShareRequests(
            int perSecond, double requestsPerOrder) {
        TableSimulation simulation = new TableSimulation(BUFFER_BYTES);

        simulation.run(Duration.ofSeconds(20), perSecond, TableBufferRatesTest::accountOf);

        double requests = (double) simulation.calls() / simulation.written();
        assertThat(requests).isCloseTo(requestsPerOrder, withPercentage(10));
    }

    /** Every fifth order belongs to the slow account. */
    private static String accountOf(int number) {
        return number % 5 == 0 ? SLOW_ACCOUNT : "a" + (1 + number % 97);
    }
}
