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
 * The circumstances of one run of a benchmark.
 *
 * @param root the repository's directory, in which everything has been built
 * @param smoke whether the run only shows that the benchmark works: seconds, and figures that mean
 *     nothing
 * @param progress takes a line now and then while something long is going on
 */
public record BenchmarkRun(Path root, boolean smoke, Consumer<String> progress) {

    /** Makes the root absolute. */
    public BenchmarkRun {
        root = root.toAbsolutePath().normalize();
    }

    /** The first value in a full run, the second in a smoke run. */
    public <T> T pick(T full, T inSmokeRun) {
        return smoke ? inSmokeRun : full;
    }

    /** Says what is going on. */
    public void say(String format, Object... arguments) {
        progress.accept(String.format(Locale.ROOT, format, arguments));
    }

    /** A new empty directory, which stays until {@link #clean}. */
    public Path scratch(String name) throws IOException {
        return Files.createTempDirectory(Files.createDirectories(scratches()), name + "-");
    }

    /** Deletes the directories that this process got. A failed run keeps them, for the logs. */
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
