package io.orderstream.benchmark.pipeline;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Looks at this process's memory while something runs. */
final class MemoryWatch implements AutoCloseable {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final double MIB = 1 << 20;

    /**
     * A look.
     *
     * @param orders how many had arrived
     * @param heapMib what the last garbage collections left
     * @param residentMib of the whole process, RocksDB's memory included; 0 where it cannot be told
     */
    record Sample(long orders, double heapMib, double residentMib) {}

    private final List<Sample> samples = new ArrayList<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Future<?> looking;

    MemoryWatch(long everyMillis) {
        looking =
                timer.scheduleAtFixedRate(
                        this::look, everyMillis, everyMillis, TimeUnit.MILLISECONDS);
    }

    private synchronized void look() {
        samples.add(new Sample(Traffic.count("table"), heapMib(), residentMib()));
    }

    /** What was seen so far. */
    synchronized List<Sample> samples() {
        return List.copyOf(samples);
    }

    private static double heapMib() {
        double bytes = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            if (pool.getType() == MemoryType.HEAP && pool.getCollectionUsage() != null) {
                bytes += pool.getCollectionUsage().getUsed();
            }
        }
        return bytes / MIB;
    }

    private static double residentMib() {
        if (!Files.isReadable(STATUS)) {
            return 0;
        }
        try {
            return Files.readAllLines(STATUS).stream()
                            .filter(line -> line.startsWith("VmRSS:"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .findFirst()
                            .orElse(0)
                    / 1024.0;
        } catch (IOException e) {
            return 0;
        }
    }

    @Override
    public void close() {
        looking.cancel(false);
        timer.shutdownNow();
    }
}
