package io.orderstream.embedded.emulator;

import io.orderstream.embedded.start.StartException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The Node.js that runs the emulators. */
final class NodeJs {

    static final int OLDEST_MAJOR = 20;

    private static final Pattern VERSION = Pattern.compile("v(\\d+)\\..*");
    private static final String NEEDED =
            "The emulators of Kinesis and DynamoDB need Node.js "
                    + OLDEST_MAJOR
                    + " or newer on the PATH.";

    private NodeJs() {}

    /**
     * Checks that {@code executable} is a Node.js of the right age.
     *
     * @throws StartException if there is none, or it is too old
     */
    static void require(String executable) {
        String version = version(executable);
        Matcher matcher = VERSION.matcher(version);
        if (!matcher.matches()) {
            throw new StartException(
                    String.format(
                            "`%s --version` answered \"%s\". %s", executable, version, NEEDED));
        }
        if (Integer.parseInt(matcher.group(1)) < OLDEST_MAJOR) {
            throw new StartException(
                    String.format("`%s` is Node.js %s. %s", executable, version, NEEDED));
        }
    }

    private static String version(String executable) {
        try {
            Process process =
                    new ProcessBuilder(executable, "--version").redirectErrorStream(true).start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .strip();
        } catch (IOException e) {
            throw new StartException(
                    String.format("`%s` was not found. %s", executable, NEEDED), e);
        }
    }
}
