package io.orderstream.job;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * State as an earlier version of this job wrote it, kept beside the tests. Tomorrow's job has to
 * read it, so these files are written once and never again: a new format gets a new file, and the
 * old one stays.
 *
 * <p>The tests that write them run with {@code -Dorderstream.state.write=true} only.
 */
public final class StoredState {

    /** The property without which nothing is written. */
    public static final String WRITE = "orderstream.state.write";

    private static final Path RESOURCES = Path.of("src", "test", "resources");

    private final String name;

    /**
     * A file of it.
     *
     * @param name with what it is the state of, and the version of the format
     */
    public StoredState(String name) {
        this.name = "io/orderstream/job/state/" + name;
    }

    /** Its bytes. */
    public byte[] bytes() {
        try (InputStream in = StoredState.class.getClassLoader().getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(
                        "There is no " + name + "; -D" + WRITE + "=true writes it");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the file is, for what reads it by itself. */
    public Path path() {
        return RESOURCES.resolve(name);
    }

    /**
     * Writes it.
     *
     * @throws IllegalStateException if it is there: a snapshot that somebody may have is not to be
     *     changed
     */
    public void write(byte[] bytes) {
        try {
            Files.write(free(), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the file will be. It must not be there yet. */
    public Path free() {
        try {
            if (Files.exists(path())) {
                throw new IllegalStateException(path() + " is there. Write another version");
            }
            Files.createDirectories(path().getParent());
            return path();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
