package io.orderstream.embedded.flink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobJarsTest {

    @TempDir private Path directory;

    /**
     * The launcher is a jar without classes, which names another jar. A build may replace the job's
     * jar while the job runs, so the launcher must name a copy.
     */
    @Test
    void theLauncherNamesACopyOfTheJar_alsoInADirectoryWithSpaces() throws Exception {
        Path jar = JobJar.of(JobJarsTest.class, directory);
        byte[] content = Files.readAllBytes(jar);
        Path copies = Files.createDirectory(directory.resolve("a b"));

        byte[] launcher = new JobJars(copies).launcherOf(jar);
        Files.delete(jar);

        try (JarInputStream entries = new JarInputStream(new ByteArrayInputStream(launcher))) {
            Attributes attributes = entries.getManifest().getMainAttributes();
            assertThat(attributes.getValue(Attributes.Name.MAIN_CLASS))
                    .isEqualTo(JobJarsTest.class.getName());
            Path copy = Path.of(URI.create(attributes.getValue(Attributes.Name.CLASS_PATH)));
            assertThat(copy).hasParent(copies).hasBinaryContent(content);
            assertThat(entries.getNextEntry()).isNull();
        }

        JobJars.deleteAll(copies);
        assertThat(copies).isEmptyDirectory();
    }
}
