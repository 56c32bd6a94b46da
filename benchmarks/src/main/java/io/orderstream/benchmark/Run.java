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
 * The circumstances of a benchmark's run.
 *
 * @param root the repository's directory, in which everything has been built
 * @param scale how much to measure
 * @param progress takes a line now and then while something long is going on
 */
public record Run(Path root, Scale scale, Consumer<String> progress) {

    /** An absolute root. */
    public Run {
        root = root.toAbsolutePath().normalize();
    }

    /** Says what is going on. */
    public void say(String format, Object... arguments) {
        progress.accept(String.format(Locale.ROOT, format, arguments));
    }

    /** An empty directory for what a benchmark leaves behind, until {@link #clean}. */
    public Path scratch(String name) throws IOException {
        return Files.createTempDirectory(Files.createDirectories(scratches()), name + "-");
    }

    /**
     * Deletes what is in the directories that this process got. Not for a run that failed: its logs
     * are there.
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
