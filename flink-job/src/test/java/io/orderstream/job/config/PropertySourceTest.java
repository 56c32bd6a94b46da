package io.orderstream.job.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PropertySourceTest {

    @TempDir private Path directory;

    @Test
    void aFileInTheFormatOfManagedFlinkIsRead() throws Exception {
        Path file = directory.resolve("my properties.json");
        Files.writeString(
                file,
                "[{\"PropertyGroupId\":\"archive\",\"PropertyMap\":{\"bucket\":\"b1\",\"slots\":\"8\"}},"
                        + "{\"PropertyGroupId\":\"table\",\"PropertyMap\":{\"name\":\"t2\"}}]");

        Map<String, Properties> groups = PropertySource.read("--properties", file.toString());

        assertThat(groups)
                .isEqualTo(
                        Map.of(
                                "archive",
                                properties("bucket", "b1", "slots", "8"),
                                "table",
                                properties("name", "t2")));
    }

    @Test
    void aMissingFileIsAnError() {
        String file = directory.resolve("none.json").toString();

        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> PropertySource.read("--properties", file))
                .withMessage(file + ": expected a file with runtime properties");
    }

    @Test
    void withoutArgumentsThereAreNoProperties_outsideManagedFlink() throws Exception {
        assertThat(PropertySource.read()).isEmpty();
    }

    @Test
    void otherArgumentsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PropertySource.read("--file", "x.json"))
                .withMessage("Expected no arguments (on Managed Flink) or --properties <file>");
    }

    private static Properties properties(String... keysAndValues) {
        Properties properties = new Properties();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.setProperty(keysAndValues[i], keysAndValues[i + 1]);
        }
        return properties;
    }
}
