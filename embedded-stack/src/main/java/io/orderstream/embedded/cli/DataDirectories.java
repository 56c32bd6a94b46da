package io.orderstream.embedded.cli;

import java.nio.file.Path;

/** The data directories that are used without {@code --data-directory}. */
final class DataDirectories {

    /** The command line flag that names another directory. */
    static final String FLAG = "--data-directory";

    /**
     * The directory without {@code --keep}. It is in the directory of the build, because the data
     * is of no use after the stack has ended.
     */
    private static final Path USUAL = Path.of("embedded-stack", "target", "data");

    /**
     * The directory with {@code --keep}. It is outside the directory of the build, because a clean
     * build deletes that directory.
     */
    private static final Path KEPT = Path.of("data");

    private DataDirectories() {}

    /** The directory of a stack that does not keep its data. */
    static Path usual() {
        return RunCommand.root().resolve(USUAL);
    }

    /** The directory of a stack that keeps its data. */
    static Path kept() {
        return RunCommand.root().resolve(KEPT);
    }

    /** A path as the user would write it: relative if it is below the working directory. */
    static Path shown(Path path) {
        Path here = Path.of("").toAbsolutePath();
        return path.startsWith(here) ? here.relativize(path) : path;
    }
}
