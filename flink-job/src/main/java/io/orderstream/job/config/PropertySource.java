package io.orderstream.job.config;

import com.amazonaws.services.kinesisanalytics.runtime.KinesisAnalyticsRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/** Reads the runtime property groups, from Managed Flink or from a file in the same format. */
public final class PropertySource {

    private static final String FILE_ARGUMENT = "--properties";

    private PropertySource() {}

    /**
     * The property groups by name.
     *
     * @param args no arguments, to read what Managed Flink provides; or {@code --properties <file>}
     * @throws IllegalArgumentException if there are other arguments
     * @throws IOException if the file cannot be read
     */
    public static Map<String, Properties> read(String... args) throws IOException {
        if (args.length == 0) {
            return KinesisAnalyticsRuntime.getApplicationProperties();
        }
        if (args.length != 2 || !args[0].equals(FILE_ARGUMENT)) {
            throw new IllegalArgumentException(
                    "Expected no arguments (on Managed Flink) or " + FILE_ARGUMENT + " <file>");
        }
        // For a missing file, the library would return an empty map.
        if (!Files.isRegularFile(Path.of(args[1]))) {
            throw new NoSuchFileException(args[1], null, "expected a file with runtime properties");
        }
        return KinesisAnalyticsRuntime.getApplicationProperties(args[1]);
    }
}
