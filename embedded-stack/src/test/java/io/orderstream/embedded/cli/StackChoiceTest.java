package io.orderstream.embedded.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Which stack the commands find, tested with {@code ./run env}. */
class StackChoiceTest {

    @TempDir private Path root;
    private String rootBefore;
    private Path usual;
    private Path kept;

    @BeforeEach
    void create() throws IOException {
        rootBefore = System.getProperty(RunCommand.ROOT_PROPERTY);
        System.setProperty(RunCommand.ROOT_PROPERTY, root.toString());
        usual = Files.createDirectories(DataDirectories.usual());
        kept = Files.createDirectories(DataDirectories.kept());
        Files.writeString(usual.resolve("running.json"), "{\"pid\":");
        StackFile self = StackFile.starting();
        new StackFile(self.pid(), self.started(), Map.of("BUCKET", "b7")).write(kept);
    }

    @AfterEach
    void restore() {
        if (rootBefore == null) {
            System.clearProperty(RunCommand.ROOT_PROPERTY);
        } else {
            System.setProperty(RunCommand.ROOT_PROPERTY, rootBefore);
        }
    }

    @Test
    void aDamagedFileIsReported_andTheOtherStackIsFound() {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();

        int exitCode =
                new CommandLine(new EnvCommand())
                        .setOut(new PrintWriter(out))
                        .setErr(new PrintWriter(err))
                        .execute();

        assertThat(exitCode).as("%s", err).isZero();
        assertThat(out.toString()).startsWith("export BUCKET='b7'\n");
        assertThat(err.toString())
                .startsWith(
                        "Cannot use "
                                + usual.resolve("running.json")
                                + " as the file of a running stack (");
    }

    @Test
    void aDamagedFileInTheChosenDirectoryIsAnError() {
        int exitCode =
                new CommandLine(new EnvCommand())
                        .setErr(new PrintWriter(new StringWriter()))
                        .execute("--data-directory", usual.toString());

        assertThat(exitCode).isEqualTo(CommandLine.ExitCode.SOFTWARE);
    }
}
