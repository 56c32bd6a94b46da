package io.orderstream.deploy.scripts;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A folder for one test, with a blank in its name. It looks like a checkout of the repository, but
 * has only the scripts of {@code cloudformation}, a small template, an empty {@code pom.xml}, and
 * perhaps artifacts. On the PATH, the scripts find only the tools that they may use, and stand-ins
 * for {@code aws}, {@code mvn} and {@code sleep}.
 *
 * <pre>{@code
 * Checkout checkout = Checkout.built(directory);
 * checkout.aws().answers("sts get-caller-identity", "123456789012\tarn:aws:iam::123456789012:user/u");
 * ScriptRun run = checkout.run("teardown.sh", "orders");
 * }</pre>
 */
final class Checkout {

    static final List<String> ARTIFACTS =
            List.of(
                    "flink-job/target/flink-job.jar",
                    "ingest-lambda/target/ingest-lambda.zip",
                    "query-lambda/target/query-lambda.zip",
                    "cloudformation/target/job-starter.zip");

    /** The tools that the scripts may use. A machine has at least one of the last two tools. */
    private static final List<String> TOOLS =
            List.of(
                    "awk",
                    "bash",
                    "cat",
                    "cut",
                    "date",
                    "dirname",
                    "env",
                    "find",
                    "grep",
                    "mkdir",
                    "mktemp",
                    "readlink",
                    "rm",
                    "sed",
                    "tail",
                    "touch",
                    "tr",
                    "sha256sum",
                    "shasum");

    private final Path root;
    private final Path bin;
    private final FakeAws aws;
    private final Map<String, String> environment = new TreeMap<>();
    private String input = "";

    private Checkout(Path directory) throws IOException {
        root = Files.createDirectories(directory.resolve("a checkout")).toRealPath();
        bin = Files.createDirectories(directory.resolve("bin"));
        aws = new FakeAws(Files.createDirectories(directory.resolve("fake-aws")));
        environment.put("PATH", bin + ":" + tools());
        environment.put("HOME", directory.toString());
        environment.put("TMPDIR", Files.createDirectories(directory.resolve("tmp")).toString());
        environment.put("FAKE_AWS", aws.directory().toString());
        environment.put("AWS_REGION", "eu-west-1");
        environment.put("AWS_SECRET_ACCESS_KEY", "the-secret");
        for (String script : List.of("aws-cli.sh", "deploy.sh", "teardown.sh")) {
            copy(Path.of(script), "cloudformation/" + script);
        }
        Files.writeString(root.resolve("cloudformation/template.yaml"), resource("template.yaml"));
        Files.writeString(root.resolve("pom.xml"), "<project/>");
        install("aws", resource("fake-aws"));
        install("mvn", resource("fake-mvn"));
        install("sleep", "#!/usr/bin/env bash\n");
    }

    /** A checkout without artifacts. */
    static Checkout fresh(Path directory) throws IOException {
        return new Checkout(directory);
    }

    /** A checkout whose artifacts are all up to date. The content of an artifact is its name. */
    static Checkout built(Path directory) throws IOException {
        Checkout checkout = new Checkout(directory);
        Files.setLastModifiedTime(
                checkout.root.resolve("pom.xml"), FileTime.from(Instant.now().minusSeconds(60)));
        for (String artifact : ARTIFACTS) {
            Path file = checkout.root.resolve(artifact);
            Files.createDirectories(file.getParent());
            Files.writeString(file, file.getFileName().toString());
        }
        return checkout;
    }

    FakeAws aws() {
        return aws;
    }

    Path root() {
        return root;
    }

    Checkout without(String tool) throws IOException {
        Files.delete(bin.resolve(tool));
        return this;
    }

    Checkout with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Checkout without(List<String> variables) {
        environment.keySet().removeAll(variables);
        return this;
    }

    Checkout input(String text) {
        input = text;
        return this;
    }

    /** Copies a file of this module into the checkout. */
    void copy(Path from, String to) throws IOException {
        Path target = root.resolve(to);
        Files.createDirectories(target.getParent());
        Files.copy(from, target, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The calls of the AWS CLI, each as a command line. */
    List<String> calls() throws IOException {
        return aws.calls().stream().map(this::masked).toList();
    }

    /** Runs a script of the folder {@code cloudformation}, and waits until it ends. */
    ScriptRun run(String script, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(tools().resolve("bash").toString());
        // As a person types it: relative to the current folder.
        command.add(root.getFileName() + "/cloudformation/" + script);
        command.addAll(Arrays.asList(arguments));
        Path out = root.resolveSibling("out");
        Path err = root.resolveSibling("err");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(root.getParent().toFile())
                        .redirectInput(Files.writeString(root.resolveSibling("in"), input).toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(10, TimeUnit.MINUTES)) {
            process.destroyForcibly().waitFor();
            throw new AssertionError(
                    command + " did not end. " + Files.readString(out) + Files.readString(err));
        }
        return new ScriptRun(
                process.exitValue(), masked(Files.readString(out)), masked(Files.readString(err)));
    }

    /** The files that the script has left in the folder for temporary files. */
    List<Path> leftovers() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(environment.get("TMPDIR")))) {
            return files.toList();
        }
    }

    /** The text of a file in the test resources of this package. */
    static String resource(String name) {
        try (InputStream in = Checkout.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    /** Replaces paths, times and hashes by fixed names. */
    private String masked(String text) {
        String masked =
                text.replace(root.toString(), "ROOT")
                        .replaceAll("deploy-[0-9]{8}T[0-9]{6}Z-[0-9]+", "deploy-TIME");
        for (String artifact : ARTIFACTS) {
            String name = Path.of(artifact).getFileName().toString();
            masked = masked.replace(sha256(name), "HASH-OF-" + name);
        }
        return masked.replace(sha256(resource("template.yaml")), "HASH-OF-template.yaml");
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** A folder that has only links to the tools. */
    private static Path tools() throws IOException {
        Path tools = Files.createDirectories(Path.of("target/script-tools").toAbsolutePath());
        for (String tool : TOOLS) {
            Optional<Path> found =
                    Arrays.stream(System.getenv("PATH").split(":"))
                            .map(folder -> Path.of(folder, tool))
                            .filter(Files::isExecutable)
                            .findFirst();
            if (found.isPresent() && !Files.exists(tools.resolve(tool))) {
                Files.createSymbolicLink(tools.resolve(tool), found.get());
            }
        }
        return tools;
    }

    private void install(String name, String script) throws IOException {
        Path file = Files.writeString(bin.resolve(name), script);
        if (!file.toFile().setExecutable(true)) {
            throw new IOException("cannot be made executable: " + file);
        }
    }
}
