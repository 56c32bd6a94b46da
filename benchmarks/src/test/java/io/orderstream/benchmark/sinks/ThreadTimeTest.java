package io.orderstream.benchmark.sinks;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(600)
class ThreadTimeTest {

    private static final long ONE_SECOND = 1_000_000_000L;

    private final AtomicBoolean begun = new AtomicBoolean();

    @Test
    void timeOfAThreadThatEndsIsItsPart_andNoTimeFromBefore() throws Exception {
        try (ThreadTime time = new ThreadTime(begun::get)) {
            spin("Deduplicate by orderid (1/1)#0");
            begun.set(true);
            time.reset();
            spin("order-table-client-1-1");

            Map<Part, Double> seconds = time.seconds();

            // What it did after the last look is the rest's.
            assertThat(seconds.get(Part.TABLE_REQUESTS)).isBetween(0.5, 1.5);
            assertThat(seconds.getOrDefault(Part.TASK, 0.0)).isZero();
            assertThat(seconds.get(Part.REST)).isBetween(0.0, 10.0);
        }
    }

    @Test
    void nothingCountsUntilItHasBegun() throws Exception {
        try (ThreadTime time = new ThreadTime(begun::get)) {
            spin("order-table-client-1-1");

            assertThat(time.seconds().getOrDefault(Part.TABLE_REQUESTS, 0.0)).isLessThan(0.5);
        }
    }

    /** One second of a core. */
    private static void spin(String name) throws InterruptedException {
        Thread thread =
                new Thread(
                        () -> {
                            while (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime()
                                    < ONE_SECOND) {
                                Thread.onSpinWait();
                            }
                        },
                        name);
        thread.start();
        thread.join();
    }
}
