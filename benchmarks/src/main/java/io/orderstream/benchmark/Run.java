package io.orderstream.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;

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

    /** An empty directory for what a benchmark leaves behind. */
    public Path scratch(String name) throws IOException {
        Path parent = Files.createDirectories(root.resolve("benchmarks/target/scratch"));
        return Files.createTempDirectory(parent, name + "-");
    }
}
