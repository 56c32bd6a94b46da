package io.orderstream.embedded.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.AutoComplete;

class ClassArchiveITCase {

    private static final int PATIENCE_SECONDS = 120;

    @TempDir private Path directory;

    private Path archive;
    private Path classes;
    private String jar;

    @BeforeEach
    void setUp() throws URISyntaxException {
        archive = directory.resolve("classes.jsa");
        classes = directory.resolve("classes.jsa.classes");
        jar =
                Path.of(
                                AutoComplete.class
                                        .getProtectionDomain()
                                        .getCodeSource()
                                        .getLocation()
                                        .toURI())
                        .toString();
    }

    @Test
    void laterStartsLoadTheListedClassesFromTheArchive() throws Exception {
        assertThat(java("-XX:DumpLoadedClassList=" + classes, "-cp", jar))
                .doesNotContain("shared objects file");
        // The JVM that lists its classes may be in the middle of a line. The JVM that writes the
        // archive refuses such a line.
        Files.writeString(classes, "java/util/ArrayList id: 12 super", StandardOpenOption.APPEND);

        await(ClassArchive.write(archive, List.of(jar)));

        String output =
                java(
                        "-XX:SharedArchiveFile=" + archive,
                        "-Xlog:class+load",
                        "-cp",
                        jar + File.pathSeparator + directory);
        assertThat(output)
                .containsPattern("picocli\\.AutoComplete source: shared objects file")
                .containsPattern("picocli\\.CommandLine source: shared objects file");
    }

    @Test
    void anArchiveThatCannotBeWrittenIsReported() throws Exception {
        // Not a list of classes.
        Files.writeString(classes, "@unknown\n");

        assertThatThrownBy(() -> await(ClassArchive.write(archive, List.of(jar))))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("the JVM ended with status 1, see " + archive + ".log");
        assertThat(archive).doesNotExist();
    }

    @Test
    void aMissingListIsReported() {
        assertThatThrownBy(() -> await(ClassArchive.write(archive, List.of(jar))))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining(classes.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"before", "during"})
    void theProcessEndsWithItsJvm(String when) throws Exception {
        // The JDK's own list has so many classes that the process needs some seconds.
        Files.copy(Path.of(System.getProperty("java.home"), "lib", "classlist"), classes);

        String output =
                program(
                        Writer.class.getName(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Dwhen=" + when,
                        "-Darchive=" + archive,
                        "-Djar=" + jar);

        assertThat(output).contains("writing");
        Awaitility.await()
                .atMost(Duration.ofSeconds(PATIENCE_SECONDS))
                .until(() -> ProcessHandle.allProcesses().noneMatch(this::isWriter));
        assertThat(directory).isDirectoryNotContaining("glob:**.{jsa,unfinished}");
    }

    private boolean isWriter(ProcessHandle process) {
        return process.info().commandLine().orElse("").contains("-XX:SharedArchiveFile=" + archive);
    }

    /** Writes an archive before its JVM stops, or while it stops. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] arguments) {
            if (System.getProperty("when").equals("before")) {
                write();
            } else {
                Runtime.getRuntime().addShutdownHook(new Thread(Writer::write));
            }
        }

        private static void write() {
            CompletableFuture<Void> unused =
                    ClassArchive.write(
                            Path.of(System.getProperty("archive")),
                            List.of(System.getProperty("jar")));
            // The test checks this output.
            System.out.println("writing");
        }
    }

    private static void await(CompletableFuture<Void> written) throws Exception {
        written.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Runs a program of the jar with these options, and returns its output. */
    private String java(String... options) throws IOException, InterruptedException {
        return program(AutoComplete.class.getName(), options);
    }

    private String program(String main, String... options)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of(main, "--help"));
        Path output = directory.resolve("output.txt");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(output);
    }
}
