package io.orderstream.benchmark.pipeline;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Looks at this process's memory, and at how many orders have arrived, while something runs. */
final class MemoryWatch implements AutoCloseable {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final double MIB = 1 << 20;

    /**
     * A look.
     *
     * @param seconds since the watch began
     * @param orders how many had arrived
     * @param heapMib what a full garbage collection has just left; absent if there was none for
     *     this look, since one stops everything for a moment
     * @param residentMib of the whole process, RocksDB's memory included; absent where it cannot be
     *     told
     */
    record Look(double seconds, long orders, OptionalDouble heapMib, OptionalDouble residentMib) {}

    private final long start = System.nanoTime();
    private final int collectEvery;
    private final List<Look> looks = new ArrayList<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Future<?> looking;

    /**
     * Begins.
     *
     * @param every how long to wait after each look
     * @param collectEvery for how many looks one collects the garbage
     */
    MemoryWatch(Duration every, int collectEvery) {
        this.collectEvery = collectEvery;
        long nanos = every.toNanos();
        looking = timer.scheduleWithFixedDelay(this::look, nanos, nanos, TimeUnit.NANOSECONDS);
    }

    private synchronized void look() {
        long orders = Traffic.count("table");
        double seconds = (System.nanoTime() - start) / 1e9;
        boolean collect = looks.size() % collectEvery == 0;
        looks.add(
                new Look(
                        seconds,
                        orders,
                        collect ? OptionalDouble.of(liveMib()) : OptionalDouble.empty(),
                        residentMib()));
    }

    /** What was seen while orders arrived. */
    synchronized List<Look> looks(long ofOrders) {
        return looks.stream()
                .filter(look -> look.orders() > 0 && look.orders() < ofOrders)
                .toList();
    }

    /** What is left after a full collection: what is used a moment later is mostly garbage. */
    private static double liveMib() {
        System.gc();
        double bytes = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            if (pool.getType() == MemoryType.HEAP && pool.getCollectionUsage() != null) {
                bytes += pool.getCollectionUsage().getUsed();
            }
        }
        return bytes / MIB;
    }

    private static OptionalDouble residentMib() {
        if (!Files.isReadable(STATUS)) {
            return OptionalDouble.empty();
        }
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024.0)
                    .findFirst();
        } catch (IOException e) {
            return OptionalDouble.empty();
        }
    }

    @Override
    public void close() {
        looking.cancel(false);
        timer.shutdownNow();
    }
}
