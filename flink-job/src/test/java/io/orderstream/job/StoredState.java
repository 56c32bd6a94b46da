package io.orderstream.job;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file with state that an earlier version of this job wrote. Later versions must be able to read
 * it, so a file is written once and never changed. A new format gets a new file, and the old file
 * stays.
 *
 * <p>The tests that write files run only with {@code -Dorderstream.state.write=true}.
 */
public final class StoredState {

    /** The property that turns on the tests that write files. */
    public static final String WRITE = "orderstream.state.write";

    private static final Path RESOURCES = Path.of("src", "test", "resources");

    private final String name;

    /**
     * A file of this name.
     *
     * @param name says what kind of state the file has, and the version of its format
     */
    public StoredState(String name) {
        this.name = "io/orderstream/job/state/" + name;
    }

    /** The file's bytes. */
    public byte[] bytes() {
        try (InputStream in = StoredState.class.getClassLoader().getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(
                        "There is no " + name + ". Run the test with -D" + WRITE + "=true");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file's path, for a caller that reads the file itself. */
    public Path path() {
        return RESOURCES.resolve(name);
    }

    /**
     * Writes the file.
     *
     * @throws IllegalStateException if the file exists. An existing file must not change, since a
     *     snapshot of a real job may have the same format
     */
    public void write(byte[] bytes) {
        try {
            Files.write(free(), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The path of a file that does not exist yet. Its folder is created.
     *
     * @throws IllegalStateException if the file exists
     */
    public Path free() {
        try {
            if (Files.exists(path())) {
                throw new IllegalStateException(
                        path() + " exists. Write a file with another version instead");
            }
            Files.createDirectories(path().getParent());
            return path();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
