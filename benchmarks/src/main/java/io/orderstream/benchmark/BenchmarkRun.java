package io.orderstream.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The settings of one run of a benchmark.
 *
 * @param root the repository's directory; this module and all that it needs have been built there
 * @param smoke whether the run only shows that the benchmark works; such a run takes seconds, and
 *     its figures mean nothing
 * @param progress receives a line for each step of a long measurement
 */
public record BenchmarkRun(Path root, boolean smoke, Consumer<String> progress) {

    /** Makes the root absolute. */
    public BenchmarkRun {
        root = root.toAbsolutePath().normalize();
    }

    /** Returns the first value in a full run and the second in a smoke run. */
    public <T> T pick(T full, T inSmokeRun) {
        return smoke ? inSmokeRun : full;
    }

    /** Reports a step of the measurement. */
    public void say(String format, Object... arguments) {
        progress.accept(String.format(Locale.ROOT, format, arguments));
    }

    /** Creates an empty directory that exists until {@link #clean}. */
    public Path scratch(String name) throws IOException {
        return Files.createTempDirectory(Files.createDirectories(scratches()), name + "-");
    }

    /**
     * Deletes the directories that {@link #scratch} created in this process. A failed run does not
     * call this method, so its logs stay.
     */
    public void clean() throws IOException {
        if (!Files.exists(scratches())) {
            return;
        }
        List<Path> all;
        try (Stream<Path> files = Files.walk(scratches())) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : all) {
            Files.deleteIfExists(each);
        }
    }

    private Path scratches() {
        return root.resolve("benchmarks/target/scratch/" + ProcessHandle.current().pid());
    }
}
