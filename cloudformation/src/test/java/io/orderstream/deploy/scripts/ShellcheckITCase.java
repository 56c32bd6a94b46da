package io.orderstream.deploy.scripts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Checks every shell script of this repository, mostly with shellcheck. If shellcheck is missing,
 * its test is skipped, but with {@code CI=true} it fails.
 */
class ShellcheckITCase {

    private static final List<String> SCRIPTS =
            List.of(
                    "bench",
                    "run",
                    ".ci/run",
                    "cloudformation/aws-cli.sh",
                    "cloudformation/deploy.sh",
                    "cloudformation/teardown.sh",
                    "cloudformation/src/test/resources/io/orderstream/deploy/scripts/fake-aws",
                    "cloudformation/src/test/resources/io/orderstream/deploy/scripts/fake-mvn");

    /** What bash has only since version 4. */
    private static final Pattern BASH_4 =
            Pattern.compile(
                    "\\b(mapfile|readarray|coproc|wait -n)\\b|\\b(declare|local) -\\w*[Agn]"
                            + "|\\$\\{\\w+(,|\\^|@[A-Z])|&>>|\\|&");

    /** macOS has bash 3.2. The script for CI runs only on Debian. */
    @Test
    void everyScriptExceptTheOneForCi_needsNothingOfBash4() throws IOException {
        for (String script : SCRIPTS) {
            if (!script.equals(".ci/run")) {
                assertThat(Files.readAllLines(Path.of("..", script)))
                        .as(script)
                        .filteredOn(line -> !line.stripLeading().startsWith("#"))
                        .noneMatch(BASH_4.asPredicate());
            }
        }
    }

    @Test
    void everyScriptIsClean() throws Exception {
        if (!installed()) {
            if ("true".equals(System.getenv("CI"))) {
                fail("shellcheck is missing: install Debian's package shellcheck.");
            }
            assumeTrue(false, "shellcheck is missing: install it to check the scripts.");
        }
        List<String> command =
                Stream.concat(
                                Stream.of(
                                        "shellcheck",
                                        "--external-sources",
                                        "--source-path=SCRIPTDIR"),
                                SCRIPTS.stream())
                        .toList();

        Process shellcheck =
                new ProcessBuilder(command)
                        .directory(new File(".."))
                        .redirectErrorStream(true)
                        .start();

        assertThat(new String(shellcheck.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEmpty();
        assertThat(shellcheck.waitFor()).isZero();
    }

    private static boolean installed() {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "shellcheck")));
    }
}
