package io.orderstream.acceptance.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;

/** The processes of the functions. No request may end one of them. */
final class FunctionProcesses {

    private static final Path PROC = Path.of("/proc");

    private final Set<Long> pids;

    private FunctionProcesses(Set<Long> pids) {
        this.pids = pids;
    }

    /**
     * The function processes that run now. They are the child processes of this JVM that run Java.
     * No other child process runs Java.
     */
    static FunctionProcesses now() {
        return new FunctionProcesses(
                ProcessHandle.current()
                        .children()
                        .filter(child -> child.info().command().orElse("").endsWith("java"))
                        .map(ProcessHandle::pid)
                        .collect(Collectors.toSet()));
    }

    /**
     * Checks that each of these processes still runs, and that each function has always used less
     * memory than {@code mebibytes}. Lambda would have killed a function that uses more. The memory
     * is checked only on Linux.
     */
    void assertStillRunningWithin(int mebibytes) {
        Set<Long> now = now().pids;
        assertThat(now).containsAll(pids);
        if (Files.isDirectory(PROC)) {
            for (long pid : now) {
                assertThat(peakKibibytes(pid))
                        .as("peak memory of process %d in KiB", pid)
                        .isLessThan(mebibytes * 1024L);
            }
        }
    }

    private static long peakKibibytes(long pid) {
        try {
            return Files.readAllLines(PROC.resolve(pid + "/status")).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
