package io.orderstream.benchmark.results;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The machine of a measurement.
 *
 * @param processor its name, as the system tells it
 * @param cores how many the virtual machine may use
 * @param memoryGib of the whole machine
 * @param system name and version of the operating system
 * @param java version of the virtual machine
 */
public record Machine(String processor, int cores, long memoryGib, String system, String java) {

    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

    /** The machine that this runs on. */
    public static Machine here() {
        return new Machine(
                processorName(),
                Runtime.getRuntime().availableProcessors(),
                Math.round(memoryBytes() / (double) (1L << 30)),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("java.vm.name") + " " + Runtime.version());
    }

    /** One line about it. */
    String describe() {
        return String.format(
                Locale.ROOT,
                "%d cores of %s, %d GiB, %s, %s",
                cores,
                processor,
                memoryGib,
                system,
                java);
    }

    private static long memoryBytes() {
        return ManagementFactory.getOperatingSystemMXBean()
                        instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : 0;
    }

    /** The name in /proc/cpuinfo, or the architecture where that file is missing. */
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
