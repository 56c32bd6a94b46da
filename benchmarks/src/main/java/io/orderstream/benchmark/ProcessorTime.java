package io.orderstream.benchmark;

import java.lang.management.ManagementFactory;

/** What this process has used of the processors. */
public final class ProcessorTime {

    private ProcessorTime() {}

    /** Of all its threads since it started; 0 where it cannot be told. */
    public static long nanos() {
        return ManagementFactory.getOperatingSystemMXBean()
                        instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getProcessCpuTime()
                : 0;
    }
}
