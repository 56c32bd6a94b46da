package io.orderstream.embedded.flink;

import io.orderstream.embedded.start.StartException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.plugin.DefaultPluginManager;
import org.apache.flink.core.plugin.DirectoryBasedPluginFinder;
import org.apache.flink.core.plugin.PluginManager;

/**
 * Flink's file systems for {@code s3://} and {@code s3a://}. They are loaded from a plugins
 * directory, as on a real cluster.
 */
final class S3FileSystem {

    /**
     * The time-out of an answer. S3 is usually the emulator in this JVM, so an answer that takes
     * longer will never come. The default is 200 s.
     */
    private static final String ANSWER_TIMEOUT_MILLIS = "10000";

    private S3FileSystem() {}

    static void configure(
            Configuration configuration, URI endpoint, String accessKey, String secretKey) {
        configuration.setString("s3.endpoint", endpoint.toString());
        configuration.setString("s3.path.style.access", "true");
        configuration.setString("s3.access-key", accessKey);
        configuration.setString("s3.secret-key", secretKey);
        configuration.setString("s3.connection.timeout", ANSWER_TIMEOUT_MILLIS);
    }

    /**
     * Loads the file systems under {@code plugins} into this JVM.
     *
     * @throws StartException if {@code plugins} is no directory, or cannot be read
     */
    static PluginManager install(Path plugins, Configuration configuration) {
        if (!Files.isDirectory(plugins)) {
            throw new StartException(
                    "Flink's plugins are missing: there is no " + plugins + ". Build again.");
        }
        // The plugin contains version 1 of the AWS SDK. Without this property, the SDK prints a
        // long deprecation notice on the terminal.
        System.setProperty("aws.java.v1.disableDeprecationAnnouncement", "true");
        try {
            PluginManager manager =
                    new DefaultPluginManager(
                            new DirectoryBasedPluginFinder(plugins).findPlugins(),
                            CoreOptions.getPluginParentFirstLoaderPatterns(configuration));
            FileSystem.initialize(configuration, manager);
            return manager;
        } catch (IOException e) {
            throw new StartException(
                    "Cannot load Flink's plugins from " + plugins + ": " + e.getMessage(), e);
        }
    }

    /** Removes the file systems from this JVM. */
    static void uninstall() {
        FileSystem.initialize(new Configuration(), null);
    }
}
