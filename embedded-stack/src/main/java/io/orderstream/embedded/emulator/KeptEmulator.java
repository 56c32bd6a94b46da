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
 * An emulator whose data outlives its process. If the process ends unexpectedly, another one is
 * started on the same port and with the same data. If the process ends again after five restarts,
 * the emulator is given up. A process that runs for five minutes sets the count of restarts back to
 * 0.
 *
 * <pre>{@code
 * EmulatorProcess process = EmulatorProcess.startWithData(Emulator.KINESIS, …);
 * try (KeptEmulator kinesis = KeptEmulator.watch(process, console::say, console::error)) {
 *     // A client of kinesis.endpoint()
 * }
 * }</pre>
 */
public final class KeptEmulator implements AutoCloseable {

    private static final int MAX_RESTARTS = 5;

    /** The pause before the first restart. It doubles each time. */
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

    /** After a process has run for this time, the restarts are counted from 0 again. */
    private static final Duration HEALTHY = Duration.ofMinutes(5);

    private final Duration firstPause;
    private final Consumer<String> restarting;
    private final Consumer<String> lost;
    private final CountDownLatch closed = new CountDownLatch(1);

    private EmulatorProcess process;
    private long started = System.nanoTime();
    private Optional<Thread> restart = Optional.empty();

    /** The number of restarts. Only the thread that restarts the process uses it. */
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
     * Watches the process of an emulator. {@link #close} ends the process.
     *
     * @param process a process that was started with data
     * @param restarting called with a message before each attempt to restart the emulator, and with
     *     another message when a new process runs
     * @param lost called with a message when the emulator is given up, or when its restart failed
     *     in an unexpected way
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

    /** The emulator's address. A restart does not change it. */
    public synchronized URI endpoint() {
        return process.endpoint();
    }

    private void await(EmulatorProcess running) {
        running.onDeath(death -> startRestart(running, death));
    }

    private synchronized void startRestart(EmulatorProcess ended, String death) {
        if (isClosed()) {
            return;
        }
        Thread thread =
                new Thread(
                        () -> restartOrReport(ended, death), "restart-" + ended.emulator().name());
        thread.setDaemon(true);
        thread.start();
        restart = Optional.of(thread);
    }

    private void restartOrReport(EmulatorProcess ended, String death) {
        try {
            restart(ended, death);
        } catch (RuntimeException e) {
            if (!isClosed()) {
                lost.accept(
                        String.format(
                                "%s%nThe emulator cannot be started again, because of %s.",
                                death, e));
            }
        }
    }

    private void restart(EmulatorProcess ended, String death) {
        if (System.nanoTime() - started() > HEALTHY.toNanos()) {
            restarts = 0;
        }
        String reason = death;
        while (restarts < MAX_RESTARTS) {
            Duration pause = firstPause.multipliedBy(1L << restarts);
            restarts++;
            restarting.accept(String.format("%s%nThe emulator is started again.", reason));
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
                        "%s%nThe emulator was started again %d times, and is given up.",
                        reason, MAX_RESTARTS));
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

    /** Uses another process from now on. Returns false if the emulator was closed meanwhile. */
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
     * process uses it any more. The listeners {@code restarting} and {@code lost} must not call
     * this method, because it waits for the thread that calls them.
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
