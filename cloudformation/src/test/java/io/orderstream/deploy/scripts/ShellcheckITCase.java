package io.orderstream.deploy.scripts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Checks every shell script of this repository with shellcheck. If shellcheck is missing, the test
 * is skipped, but with {@code CI=true} it fails.
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
