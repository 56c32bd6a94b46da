package io.orderstream.acceptance.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;

/** The processes that the functions run in, which nothing that is sent to them may end. */
final class FunctionProcesses {

    private static final Path PROC = Path.of("/proc");

    private final Set<Long> pids;

    private FunctionProcesses(Set<Long> pids) {
        this.pids = pids;
    }

    /** Those that run now. */
    static FunctionProcesses now() {
        return new FunctionProcesses(
                ProcessHandle.current()
                        .children()
                        .filter(child -> child.info().command().orElse("").endsWith("java"))
                        .map(ProcessHandle::pid)
                        .collect(Collectors.toSet()));
    }

    /**
     * Whether each of them still runs, and no function has ever used more memory than it has: on
     * Lambda it would have been killed. Memory is looked at on Linux only.
     */
    void assertStillRunningWithin(int mebibytes) {
        Set<Long> now = now().pids;
        assertThat(now).containsAll(pids);
        if (Files.isDirectory(PROC)) {
            for (long pid : now) {
                assertThat(peakKibibytes(pid))
                        .as("KiB that process %d has used", pid)
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
