package io.orderstream.benchmark;

import java.lang.management.ManagementFactory;

/** The processor time of this process. */
public final class ProcessorTime {

    private ProcessorTime() {}

    /** Nanoseconds of all threads since the process started; 0 where the platform does not tell. */
    public static long nanos() {
        return ManagementFactory.getOperatingSystemMXBean()
                        instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getProcessCpuTime()
                : 0;
    }
}
