package io.orderstream.embedded.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
        classes = directory.resolve("classes.txt");
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
        // The JVM that lists its classes may be in the middle of a line.
        Files.writeString(classes, "java/util/unfini", StandardOpenOption.APPEND);

        await(ClassArchive.write(archive, classes, List.of(jar)));

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
    void anArchiveThatCannotBeWrittenIsReported_andLeavesNoFile() throws Exception {
        // Not a list of classes.
        Files.writeString(classes, "@unknown\n");

        CompletableFuture<Void> written = ClassArchive.write(archive, classes, List.of(jar));

        assertThatThrownBy(() -> await(written))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("the JVM ended with status 1, see " + archive + ".log");
        assertThat(directory)
                .isDirectoryNotContaining("glob:**.jsa")
                .isDirectoryNotContaining("glob:**.jsa.[0-9]*");
    }

    @Test
    void aMissingListIsReported() {
        assertThatThrownBy(() -> await(ClassArchive.write(archive, classes, List.of(jar))))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining(classes.toString());
    }

    private static void await(CompletableFuture<Void> written) throws Exception {
        written.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Runs a program of the jar with these options, and returns its output. */
    private String java(String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of(AutoComplete.class.getName(), "--help"));
        Path output = directory.resolve("output.txt");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        return Files.readString(output);
    }
}
