package io.orderstream.embedded.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes an archive of the classes that {@code ./run} loads from the jars of its class path. The
 * JVM loads a class faster from such an archive than from a jar (class data sharing, CDS). With an
 * archive, the stack is ready about a second sooner.
 *
 * <pre>{@code
 * ClassArchive.write(Path.of("target/classes.jsa"), jars);
 * }</pre>
 *
 * <p>{@code ./run} uses the archive if it fits the JVM and the jars. Otherwise {@code ./run} lets
 * the JVM list the classes that it loads, and sets the system property {@code orderstream.archive}.
 */
final class ClassArchive {

    private static final Logger LOG = LoggerFactory.getLogger(ClassArchive.class);

    /** The system property with the path of the archive that is to be written. */
    private static final String PROPERTY = "orderstream.archive";

    /** The exit status of a process that was killed. */
    private static final int KILLED = 128 + 9;

    /** After this time, the process is ended. On a slow and busy machine, it needs some minutes. */
    private static final int LONGEST_MINUTES = 10;

    private ClassArchive() {}

    /**
     * Starts to write the archive if {@code ./run} has set the property. Call this when the stack
     * is ready: the list then has the classes that a start needs.
     */
    static void writeIfMissing() {
        String archive = System.getProperty(PROPERTY);
        if (archive == null) {
            return;
        }
        List<String> jars =
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .filter(entry -> entry.endsWith(".jar"))
                        .toList();
        CompletableFuture<Void> unused =
                write(Path.of(archive), jars)
                        .exceptionally(
                                e -> {
                                    LOG.warn(
                                            "No archive of classes was written. The next start"
                                                    + " tries again: {}",
                                            e.toString());
                                    return null;
                                });
    }

    /**
     * Starts a process that writes the archive. The process has the lowest priority, and needs up
     * to half a minute on a quiet machine. It ends when this JVM stops. If this JVM is killed, the
     * process goes on, and what it writes is not used.
     *
     * @param archive the file to write; the list of classes, which the JVM has written with {@code
     *     -XX:DumpLoadedClassList}, has the same path with the suffix {@code .classes}. The JVM may
     *     still add classes to the list.
     * @param jars the class path; a class path with other entries after these can use the archive
     * @return completes when the archive exists, or when this JVM stops. Completes with an
     *     exception if there is no archive for another reason.
     */
    static CompletableFuture<Void> write(Path archive, List<String> jars) {
        Path unfinished = beside(archive, ".unfinished");
        Path log = beside(archive, ".log");
        Path listed = beside(archive, ".listed");
        Process process;
        try {
            copyWholeLines(beside(archive, ".classes"), listed);
            process =
                    new ProcessBuilder(
                                    "nice",
                                    "-n",
                                    "19",
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "-Xshare:dump",
                                    "-Xmx512m",
                                    "-XX:+UseSerialGC",
                                    "-XX:SharedClassListFile=" + listed,
                                    "-XX:SharedArchiveFile=" + unfinished,
                                    "-cp",
                                    String.join(File.pathSeparator, jars))
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start();
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        } catch (IllegalStateException stopping) {
            process.destroyForcibly();
        }
        return process.onExit()
                .orTimeout(LONGEST_MINUTES, TimeUnit.MINUTES)
                .whenComplete((ended, late) -> process.destroyForcibly())
                .thenAccept(ended -> finish(ended.exitValue(), unfinished, archive, log));
    }

    private static Path beside(Path archive, String suffix) {
        return archive.resolveSibling(archive.getFileName() + suffix);
    }

    /** Copies the list, except for the last line if the JVM has not finished that line. */
    private static void copyWholeLines(Path classes, Path copy) throws IOException {
        // In this charset, every sequence of bytes is a text, and becomes the same bytes again.
        String text = Files.readString(classes, StandardCharsets.ISO_8859_1);
        String lines = text.substring(0, text.lastIndexOf('\n') + 1);
        Files.writeString(copy, lines, StandardCharsets.ISO_8859_1);
    }

    private static void finish(int status, Path unfinished, Path archive, Path log) {
        if (status == KILLED) {
            return;
        }
        try {
            if (status != 0) {
                throw new IOException("the JVM ended with status " + status + ", see " + log);
            }
            Files.move(unfinished, archive, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }
}
