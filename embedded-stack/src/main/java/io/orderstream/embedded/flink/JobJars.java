package io.orderstream.embedded.flink;

import io.orderstream.embedded.start.StartException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/**
 * Copies of the jars of jobs, and a small launcher jar for each copy.
 *
 * <p>Flink computes the SHA-1 of each uploaded jar several times. With C1, the JVM's fast compiler,
 * this takes 0.6 s of CPU time for the job's jar of 36 MB. So only a launcher is uploaded. It is a
 * jar without classes. Its manifest is that of the job's jar, and also names the copy as {@code
 * Class-Path}. Flink's class loader for jobs follows {@code Class-Path}.
 */
final class JobJars {

    private final Path directory;

    /** The copies are in this directory, which must exist. */
    JobJars(Path directory) {
        this.directory = directory;
    }

    /**
     * Copies a jar, and returns its launcher. The copy stays until {@link #deleteAll}.
     *
     * @throws StartException if the jar does not exist, is damaged, or has no manifest
     */
    byte[] launcherOf(Path jar) {
        Manifest manifest = manifestOf(jar);
        Path copy = directory.resolve(UUID.randomUUID() + ".jar");
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, copy.toUri().toString());
        ByteArrayOutputStream launcher = new ByteArrayOutputStream();
        try {
            Files.copy(jar, copy);
            new JarOutputStream(launcher, manifest).close();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot copy " + jar + " to " + directory, e);
        }
        return launcher.toByteArray();
    }

    private static Manifest manifestOf(Path jar) {
        try (JarFile file = new JarFile(jar.toFile())) {
            Manifest manifest = file.getManifest();
            if (manifest == null) {
                throw new IOException("it has no manifest");
            }
            return manifest;
        } catch (NoSuchFileException e) {
            throw new StartException("The job's jar " + jar + " does not exist. Build again.", e);
        } catch (IOException e) {
            throw new StartException(
                    "Cannot read the job's jar " + jar + " (" + e.getMessage() + "). Build again.",
                    e);
        }
    }

    /** Deletes all copies. Call this method only while no job uses a copy. */
    static void deleteAll(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> copies = files.toList();
            for (Path copy : copies) {
                Files.delete(copy);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete the old jars in " + directory, e);
        }
    }
}
