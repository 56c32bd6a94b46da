package io.orderstream.acceptance.journey;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program that only some tests need. */
final class InstalledProgram {

    private final String name;

    private InstalledProgram(String name) {
        this.name = name;
    }

    /**
     * The program with this name. If the program is missing, the test is skipped. If the
     * environment has {@code CI=true}, the test fails instead.
     *
     * @param packages the Debian packages to install if the program is missing
     */
    static InstalledProgram require(String name, String packages) {
        if (Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .noneMatch(folder -> Files.isExecutable(Path.of(folder, name)))) {
            String missing = String.format("%s is missing: install %s.", name, packages);
            if ("true".equals(System.getenv("CI"))) {
                fail(missing);
            }
            assumeTrue(false, missing);
        }
        return new InstalledProgram(name);
    }

    /**
     * Runs the program, which must succeed. If it does not end in time, the program and its child
     * processes are killed.
     *
     * @param home the program's home directory; the program's output is written to a log in this
     *     directory
     * @param environment variables in addition to those of this process
     */
    void run(Path home, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        Path log = Files.createDirectories(home).resolve(name + ".log");
        ProcessBuilder program = new ProcessBuilder(name);
        program.command().addAll(Arrays.asList(arguments));
        program.environment().putAll(environment);
        program.environment().put("HOME", home.toAbsolutePath().toString());
        Process process = program.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        try {
            if (!process.waitFor(StackUnderTest.PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    || process.exitValue() != 0) {
                fail("%s failed:\n%s", program.command(), Files.readString(log));
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
    }
}
