package io.orderstream.benchmark;

import java.lang.management.ManagementFactory;

/** The processor time of this process. */
public final class ProcessorTime {

    private ProcessorTime() {}

    /**
     * Returns the processor time of all threads since the process started, in nanoseconds, or 0 or
     * -1 if the platform does not report it.
     */
    public static long nanos() {
        return ManagementFactory.getOperatingSystemMXBean()
                        instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getProcessCpuTime()
                : 0;
    }
}
