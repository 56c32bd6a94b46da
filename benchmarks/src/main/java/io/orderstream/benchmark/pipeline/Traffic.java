package io.orderstream.benchmark.pipeline;

import io.orderstream.benchmark.ProcessorTime;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * When records left the source and arrived at the sinks. Static, since Flink makes its own copies
 * of the functions that tell it; the cluster is in this process.
 */
public final class Traffic {

    private static final AtomicLong FIRST = new AtomicLong();
    private static final AtomicLong LAST = new AtomicLong();
    private static final AtomicLong FIRST_CPU = new AtomicLong();
    private static final AtomicLong LAST_CPU = new AtomicLong();
    private static final Map<String, LongAdder> ARRIVED = new ConcurrentHashMap<>();

    private Traffic() {}

    /** Forgets everything. */
    public static void reset() {
        FIRST.set(0);
        LAST.set(0);
        FIRST_CPU.set(0);
        LAST_CPU.set(0);
        ARRIVED.clear();
    }

    /** A record leaves the source. */
    public static void left() {
        if (FIRST.get() == 0 && FIRST.compareAndSet(0, System.nanoTime())) {
            FIRST_CPU.set(ProcessorTime.nanos());
        }
    }

    /** So many more records are at a sink. */
    public static void arrived(String counter, long count) {
        ARRIVED.computeIfAbsent(counter, name -> new LongAdder()).add(count);
        LAST.accumulateAndGet(System.nanoTime(), Math::max);
        LAST_CPU.accumulateAndGet(ProcessorTime.nanos(), Math::max);
    }

    /** How many arrived at a sink. */
    public static long count(String counter) {
        LongAdder arrived = ARRIVED.get(counter);
        return arrived == null ? 0 : arrived.sum();
    }

    /** From the first record that left the source to the last one that arrived. */
    public static double seconds() {
        return (LAST.get() - FIRST.get()) / 1e9;
    }

    /** What this whole process used of the processors in that time. */
    static double cpuSeconds() {
        return (LAST_CPU.get() - FIRST_CPU.get()) / 1e9;
    }
}
