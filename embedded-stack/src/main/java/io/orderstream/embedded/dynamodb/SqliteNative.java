package io.orderstream.embedded.dynamodb;

import io.orderstream.embedded.start.StartException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The native SQLite under DynamoDB Local, which exists for some platforms only. */
final class SqliteNative {

    private SqliteNative() {}

    /**
     * The directory below {@code natives} that holds this platform's library.
     *
     * @throws StartException if there is none
     */
    static Path directory(Path natives, String osName, String osArch) {
        boolean arm = osArch.equals("aarch64");
        String os = osName.toLowerCase(Locale.ROOT);
        if (os.startsWith("mac")) {
            return existing(arm ? natives.resolve("osx-aarch64") : natives);
        }
        if (!arm && (os.startsWith("linux") || os.startsWith("windows"))) {
            return existing(natives);
        }
        throw new StartException(
                String.format(
                        "DynamoDB Local has no native SQLite for %s on %s. It runs on Linux and Windows on x86-64 and on macOS. "
                                + "Start it elsewhere, and set AWS_ENDPOINT_URL_DYNAMODB to where it is.",
                        osName, osArch));
    }

    private static Path existing(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new StartException(
                    "DynamoDB Local's native libraries are missing: there is no "
                            + directory
                            + ". Build again.");
        }
        return directory;
    }
}
