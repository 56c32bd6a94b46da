package io.orderstream.benchmark.sinks;

import io.orderstream.benchmark.ProcessorTime;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Who uses the processors, from the moment that a run's first request came: the start of a cluster
 * is not in it.
 *
 * <p>It looks at all threads several times a second, since those of a job are gone when the job has
 * ended: what a thread did after the last look at it is counted as {@link Part#REST}.
 */
final class ThreadTime implements AutoCloseable {

    private static final long LOOK_EVERY_MILLIS = 200;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final ScheduledExecutorService looks =
            Executors.newSingleThreadScheduledExecutor(
                    work -> {
                        Thread thread = new Thread(work, "thread-time");
                        thread.setDaemon(true);
                        return thread;
                    });

    private final Map<Long, Part> parts = new HashMap<>();
    private final Map<Long, Long> before = new HashMap<>();
    private final Map<Long, Long> now = new HashMap<>();
    private final BooleanSupplier hasBegun;
    private boolean counts;
    private long processBefore;

    ThreadTime(BooleanSupplier hasBegun) {
        this.hasBegun = hasBegun;
        reset();
        // Unused: a look that fails ends the looks, and all time is the rest's.
        ScheduledFuture<?> unused =
                looks.scheduleAtFixedRate(
                        this::look, LOOK_EVERY_MILLIS, LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Forgets what it counted, and counts again when something has begun. */
    synchronized void reset() {
        counts = false;
        parts.clear();
        before.clear();
        now.clear();
        look();
    }

    /** Seconds of one core, of each part. */
    synchronized Map<Part, Double> seconds() {
        look();
        Map<Part, Double> seconds = new EnumMap<>(Part.class);
        double ofParts = 0;
        for (Map.Entry<Long, Long> thread : now.entrySet()) {
            Part part = parts.get(thread.getKey());
            if (part != Part.REST) {
                double used = (thread.getValue() - before.getOrDefault(thread.getKey(), 0L)) / 1e9;
                seconds.merge(part, used, Double::sum);
                ofParts += used;
            }
        }
        double all = (ProcessorTime.nanos() - processBefore) / 1e9;
        seconds.put(Part.REST, Math.max(0, all - ofParts));
        return seconds;
    }

    private synchronized void look() {
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            // Gone meanwhile.
            if (thread == null) {
                continue;
            }
            long used = threads.getThreadCpuTime(thread.getThreadId());
            if (used >= 0) {
                parts.put(thread.getThreadId(), Part.of(thread.getThreadName()));
                now.merge(thread.getThreadId(), used, Math::max);
            }
        }
        if (!counts) {
            before.putAll(now);
            processBefore = ProcessorTime.nanos();
            counts = hasBegun.getAsBoolean();
        }
    }

    @Override
    public void close() {
        looks.shutdownNow();
    }
}
