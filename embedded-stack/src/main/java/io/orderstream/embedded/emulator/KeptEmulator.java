package io.orderstream.embedded.emulator;

import com.google.common.util.concurrent.Uninterruptibles;
import io.orderstream.embedded.start.StartException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * An emulator whose data outlives its process. If the process ends unexpectedly, it is started
 * again, on the same port and with the same data. After five restarts in short order, the emulator
 * is given up.
 *
 * <pre>{@code
 * EmulatorProcess process = EmulatorProcess.startWithData(Emulator.KINESIS, …);
 * try (KeptEmulator kinesis = KeptEmulator.watch(process, console::say, console::error)) {
 *     // A client of kinesis.endpoint()
 * }
 * }</pre>
 */
public final class KeptEmulator implements AutoCloseable {

    private static final int MOST_RESTARTS = 5;

    /** The pause before the first restart. It doubles each time. */
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

    /** A process that ran for so long was healthy: restarts are counted from the beginning. */
    private static final Duration HEALTHY = Duration.ofMinutes(5);

    private final Duration firstPause;
    private final Consumer<String> restarting;
    private final Consumer<String> lost;
    private final CountDownLatch closed = new CountDownLatch(1);

    private EmulatorProcess process;
    private long started = System.nanoTime();
    private Optional<Thread> restart = Optional.empty();

    /** Only the thread that restarts the process uses it. */
    private int restarts;

    private KeptEmulator(
            EmulatorProcess process,
            Duration firstPause,
            Consumer<String> restarting,
            Consumer<String> lost) {
        this.process = process;
        this.firstPause = firstPause;
        this.restarting = restarting;
        this.lost = lost;
    }

    /**
     * Watches the process of an emulator, and closes it in the end.
     *
     * @param process a process that was started with data
     * @param restarting told that the process has ended, and that it runs again
     * @param lost told that the emulator is given up, or that its restart failed in another way
     */
    public static KeptEmulator watch(
            EmulatorProcess process, Consumer<String> restarting, Consumer<String> lost) {
        return watch(process, FIRST_PAUSE, restarting, lost);
    }

    static KeptEmulator watch(
            EmulatorProcess process,
            Duration firstPause,
            Consumer<String> restarting,
            Consumer<String> lost) {
        KeptEmulator watched = new KeptEmulator(process, firstPause, restarting, lost);
        watched.await(process);
        return watched;
    }

    /** Where it answers. A restart does not change the address. */
    public synchronized URI endpoint() {
        return process.endpoint();
    }

    private void await(EmulatorProcess running) {
        running.onDeath(obituary -> startRestart(running, obituary));
    }

    private synchronized void startRestart(EmulatorProcess ended, String obituary) {
        if (isClosed()) {
            return;
        }
        Thread thread =
                new Thread(
                        () -> restartOrReport(ended, obituary),
                        "restart-" + ended.emulator().name());
        thread.setDaemon(true);
        thread.start();
        restart = Optional.of(thread);
    }

    private void restartOrReport(EmulatorProcess ended, String obituary) {
        try {
            restart(ended, obituary);
        } catch (RuntimeException e) {
            if (!isClosed()) {
                lost.accept(
                        String.format(
                                "%s%nIt cannot be started again, because of %s.", obituary, e));
            }
        }
    }

    private void restart(EmulatorProcess ended, String obituary) {
        if (System.nanoTime() - started() > HEALTHY.toNanos()) {
            restarts = 0;
        }
        String reason = obituary;
        while (restarts < MOST_RESTARTS) {
            Duration pause = firstPause.multipliedBy(1L << restarts);
            restarts++;
            restarting.accept(String.format("%s%nIt is started again.", reason));
            if (isClosedWithin(pause)) {
                return;
            }
            try {
                EmulatorProcess next = ended.startAgain();
                if (!replaceBy(next)) {
                    next.close();
                    return;
                }
                restarting.accept(
                        String.format(
                                "The %s runs again (process %d).", next.emulator(), next.pid()));
                await(next);
                return;
            } catch (StartException e) {
                if (isClosed()) {
                    return;
                }
                reason = e.getMessage();
            }
        }
        lost.accept(
                String.format(
                        "%s%nIt was started again %d times, and is given up.",
                        reason, MOST_RESTARTS));
    }

    private boolean isClosedWithin(Duration pause) {
        try {
            return closed.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private synchronized long started() {
        return started;
    }

    /** Returns whether the emulator is still wanted. */
    private synchronized boolean replaceBy(EmulatorProcess next) {
        if (isClosed()) {
            return false;
        }
        process = next;
        started = System.nanoTime();
        return true;
    }

    /**
     * Ends the process for good, also a process that is being started again. The data stays, and no
     * process uses it any more. The two listeners must not call this method, because it waits for
     * the thread that calls them.
     */
    @Override
    public void close() {
        synchronized (this) {
            closed.countDown();
        }
        restart.ifPresent(
                thread -> {
                    // The thread ends the process that it is starting.
                    thread.interrupt();
                    Uninterruptibles.joinUninterruptibly(thread);
                });
        process.close();
    }
}
