package io.orderstream.embedded.emulator;

import io.orderstream.embedded.start.StartException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The Node.js that runs the emulators of Kinesis and DynamoDB. */
final class NodeJs {

    static final int MIN_MAJOR_VERSION = 20;

    private static final Pattern VERSION = Pattern.compile("v(\\d{1,9})\\..*");
    private static final String REQUIREMENT =
            "The emulators of Kinesis and DynamoDB need Node.js "
                    + MIN_MAJOR_VERSION
                    + " or newer on the PATH.";

    private NodeJs() {}

    /**
     * Checks that {@code executable} is a supported version of Node.js.
     *
     * @throws StartException if there is no such program, its version is too old, or it does not
     *     print a version of Node.js within {@code patience}
     */
    static void require(String executable, Duration patience) {
        String version = version(executable, patience);
        Matcher matcher = VERSION.matcher(version);
        if (!matcher.matches()) {
            throw new StartException(
                    String.format(
                            "`%s --version` answered \"%s\". %s",
                            executable, version, REQUIREMENT));
        }
        if (Integer.parseInt(matcher.group(1)) < MIN_MAJOR_VERSION) {
            throw new StartException(
                    String.format("`%s` is Node.js %s. %s", executable, version, REQUIREMENT));
        }
    }

    private static String version(String executable, Duration patience) {
        try {
            Process process =
                    new ProcessBuilder(executable, "--version").redirectErrorStream(true).start();
            process.onExit()
                    .completeOnTimeout(process, patience.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
            if (process.isAlive()) {
                process.destroyForcibly();
                return "";
            }
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .strip();
        } catch (IOException e) {
            throw new StartException(
                    String.format("`%s` was not found. %s", executable, REQUIREMENT), e);
        }
    }
}
