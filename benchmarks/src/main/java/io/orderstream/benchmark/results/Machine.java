package io.orderstream.benchmark.results;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The machine that a benchmark ran on.
 *
 * @param processor the processor's name as the operating system reports it
 * @param cores the number of cores that the JVM may use
 * @param memoryGib the memory of the machine or of its container, in GiB; 0 if not known
 * @param system the name and version of the operating system
 * @param java the name and version of the JVM
 */
public record Machine(String processor, int cores, long memoryGib, String system, String java) {

    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

    /** Describes the machine that runs this process. */
    public static Machine here() {
        return new Machine(
                processorName(),
                Runtime.getRuntime().availableProcessors(),
                Math.round(memoryBytes() / (double) (1L << 30)),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("java.vm.name") + " " + Runtime.version());
    }

    /** Returns one line for RESULTS.md. */
    String describe() {
        String size = cores + " cores of " + processor + ", " + memoryGib + " GiB, ";
        return size + system + ", " + java;
    }

    private static long memoryBytes() {
        return ManagementFactory.getOperatingSystemMXBean()
                        instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : 0;
    }

    /**
     * Reads the name from /proc/cpuinfo, or returns the architecture if there is no such file or
     * the file has no name.
     */
    private static String processorName() {
        try (Stream<String> lines = Files.lines(PROCESSORS)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
    }
}
