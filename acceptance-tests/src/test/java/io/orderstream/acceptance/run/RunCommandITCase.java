package io.orderstream.acceptance.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs commands of {@code ./run} in a process of their own, and checks the output, the exit code,
 * and that no process is left behind.
 */
class RunCommandITCase {

    /** A limit for a test that hangs. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /**
     * The time limit from a signal, or from the unexpected end of a part, until the end of the
     * process. Three seconds are enough on an idle machine; the rest is for a busy machine.
     */
    private static final Duration STOP_TIME = Duration.ofSeconds(15);

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir private Path directory;

    private Optional<RunProcess> started = Optional.empty();

    @AfterEach
    void endTheProcessOfAFailedTest() {
        started.ifPresent(RunProcess::close);
    }

    @Test
    void theDemoSendsTenOrdersThroughTheStack_andExits() throws Exception {
        RunProcess run = run("demo", "--exit", "--checkpoint-interval", "1");
        List<ProcessHandle> children = awaitReady(run);

        assertThat(run.awaitEnd()).isZero();

        assertThat(output()).contains("10 of 10 orders have an invoice.");
        Map<Integer, String> states =
                Map.of(2, "cancelled\\s+0", 5, "fulfilled\\s+9", 8, "placed\\s+4\\.5");
        for (int i = 0; i < 10; i++) {
            assertThat(output())
                    .containsPattern(
                            "[0-9a-f-]{36}  a"
                                    + i
                                    + "\\s+v"
                                    + i
                                    + "\\s+9\\s+"
                                    + states.getOrDefault(i, "placed\\s+9")
                                    + "\\s+[0-9.]+ s\\s+[0-9.]+ s");
        }
        assertThat(children).isNotEmpty();
        assertEnd(children);
    }

    @Test
    void aPartThatDoesNotStopIsEndedByForce() throws Exception {
        RunProcess run = run();
        List<ProcessHandle> children = awaitReady(run);
        // SIGSTOP pauses the emulator, so it does not answer. The job waits for the answer, and so
        // does not end in time.
        kill("STOP", kinesis(children));

        run.terminate();

        assertThat(run.awaitEnd(STOP_TIME)).isEqualTo(143);
        assertEnd(children);
    }

    /**
     * Ctrl-C sends SIGINT to all processes of a command, and a terminal that is closed sends
     * SIGHUP. The emulator must ignore both signals, because its parent stops it.
     */
    @Test
    void theKinesisEmulatorIgnoresInterrupts_butIfItIsKilledEverythingEnds() throws Exception {
        RunProcess run = run();
        List<ProcessHandle> children = awaitReady(run);
        ProcessHandle kinesis = kinesis(children);

        kill("INT", kinesis);
        kill("HUP", kinesis);

        HttpRequest health =
                HttpRequest.newBuilder(kinesisAddress().resolve("/healthcheck"))
                        .timeout(STOP_TIME)
                        .build();
        for (int i = 0; i < 3; i++) {
            assertThat(http.send(health, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
        }
        assertThat(kinesis.isAlive()).isTrue();
        assertThat(output()).doesNotContain("has ended");

        kill("KILL", kinesis);

        assertThat(run.awaitEnd(STOP_TIME)).isEqualTo(1);
        assertThat(output())
                .endsWith(
                        String.format(
                                "Ctrl-C stops everything.%n%nThe Kinesis emulator (process %d) has ended with exit"
                                        + " status 137 (signal 9). Its log: %s%n%nStopping.%n",
                                kinesis.pid(), data().resolve("logs/kinesis.log")));
        assertEnd(children);
    }

    private URI kinesisAddress() throws IOException {
        Matcher line = Pattern.compile("Kinesis .* (http://[0-9.:]+), stream").matcher(output());
        assertThat(line.find()).isTrue();
        return URI.create(line.group(1));
    }

    /** Waits, because a busy machine takes a moment to end a killed process. */
    private static void assertEnd(List<ProcessHandle> children) {
        await("the end of all child processes")
                .atMost(PATIENCE)
                .until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
    }

    private static ProcessHandle kinesis(List<ProcessHandle> children) {
        return children.stream()
                .filter(child -> child.info().commandLine().orElse("").endsWith("kinesis.js"))
                .findFirst()
                .orElseThrow();
    }

    private static void kill(String signal, ProcessHandle process) throws Exception {
        Process kill =
                new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                        .inheritIO()
                        .start();
        assertThat(kill.waitFor()).isZero();
    }

    /**
     * Pastes three groups of commands into a shell: those that the stack prints, those of
     * README.md, and those of cloudformation/README.md. The commands of a group run without a
     * pause. When the second command asks for the order, the order cannot be read yet, so the
     * command must retry. Port 8080 is in use, so the API gets another port.
     */
    @Test
    void theExampleCommandsWork_alsoIfPort8080IsInUse_andASignalStopsEverything() throws Exception {
        RunProcess run;
        List<ProcessHandle> children;
        try (Closeable port8080 = take8080()) {
            assertThat(port8080).isNotNull();
            run = start(RunProcess.command("--data-directory", data().toString()));
            children = awaitReady(run);
        }
        assertThat(output()).contains(", because port 8080 is in use");
        assertThat(children).as("two emulators and two functions").hasSizeGreaterThanOrEqualTo(4);
        assertThat(output().lines())
                .as("the lines must fit one screen")
                .hasSizeLessThanOrEqualTo(24);
        assertThat(output())
                .contains("API        http://127.0.0.1:")
                .contains("Flink UI   http://127.0.0.1:")
                .contains("Logs: ");
        assertThat(output().lines().filter(line -> line.startsWith("  curl "))).hasSize(3);

        String api = firstMatch("API +(http://\\S+)", output());
        assertThat(URI.create(api).getPort()).isBetween(8081, 8099);
        String printed =
                output().lines()
                        .filter(line -> line.startsWith("  curl "))
                        .collect(Collectors.joining("\n"));

        assertOrderAndInvoice(paste(printed));
        assertOrderAndInvoice(
                paste(
                        commands("README.md", "API=http")
                                .replaceFirst("API=http\\S+", "API=" + api)
                                .replace("a1", "a2")));
        List<String> signed =
                paste(
                        "API="
                                + api
                                + " AWS_REGION=xx-test-1 AWS_ACCESS_KEY_ID=a AWS_SECRET_ACCESS_KEY=b"
                                + " AWS_SESSION_TOKEN=c\n"
                                + commands("cloudformation/README.md", "AWS_REGION=")
                                        .replace("a1", "a3"));
        assertThat(signed).hasSize(3);
        assertThat(signed.get(2)).startsWith("{\"url\":\"http").contains(orderId(signed.get(0)));

        // These two signals must not end the emulator: it must still answer when the job stops.
        kill("INT", kinesis(children));
        kill("HUP", kinesis(children));
        // This sends SIGTERM to ./run, and not SIGINT: if a shell runs the tests in the background,
        // their child processes may ignore SIGINT.
        run.terminate();

        assertThat(run.awaitEnd(STOP_TIME)).isEqualTo(143);
        assertThat(output()).doesNotContain("has ended").endsWith("Stopping.\n");
        assertEnd(children);
    }

    private static Closeable take8080() throws IOException {
        try {
            return new ServerSocket(8080, 1, InetAddress.getLoopbackAddress());
        } catch (BindException e) {
            // Another process uses the port already.
            return () -> {};
        }
    }

    private static void assertOrderAndInvoice(List<String> answers) {
        assertThat(answers).hasSize(3);
        assertThat(answers.get(0)).endsWith("\"status\":\"accepted\"}");
        String document = "{\"orderid\":\"" + orderId(answers.get(0)) + "\",\"accountid\":";
        assertThat(answers.get(1)).startsWith("{\"order\":" + document);
        assertThat(answers.get(2)).startsWith(document);
    }

    private static String orderId(String answer) {
        return firstMatch("\"orderid\":\"([^\"]+)\"", answer);
    }

    private static String firstMatch(String pattern, String text) {
        Matcher match = Pattern.compile(pattern).matcher(text);
        assertThat(match.find()).as(text).isTrue();
        return match.group(1);
    }

    /** The code block that starts with {@code start}, from a page of the repository. */
    private static String commands(String page, String start) throws IOException {
        String text = Files.readString(Path.of("..").resolve(page));
        int block = text.indexOf("```\n" + start) + "```\n".length();
        return text.substring(block, text.indexOf("\n```", block));
    }

    /** Runs the commands in a shell; returns the lines of its standard output. */
    private List<String> paste(String commands) throws Exception {
        Path answers = Files.createTempFile(directory, "answers", "");
        Path messages = Files.createTempFile(directory, "messages", "");
        Process shell =
                new ProcessBuilder("bash", "-c", commands)
                        .redirectError(messages.toFile())
                        .redirectOutput(answers.toFile())
                        .start();
        try {
            assertThat(shell.waitFor(150, TimeUnit.SECONDS)).isTrue();
        } finally {
            shell.destroyForcibly();
        }
        String text = Files.readString(answers);
        assertThat(shell.exitValue()).as(text + Files.readString(messages)).isZero();
        return text.lines().toList();
    }

    @Test
    void aWrongValueOfAFlagIsExplained() throws Exception {
        RunProcess run = start(RunProcess.command("--shards", "0"));

        assertThat(run.awaitEnd()).isEqualTo(2);
        assertThat(output()).isEqualTo("--shards: expected 1 to 500, found 0\nSee ./run --help.\n");
    }

    @Test
    void aFlagBeforeTheCommandIsExplained() throws Exception {
        RunProcess run = start(RunProcess.command("--shards", "2", "demo", "--exit"));

        assertThat(run.awaitEnd()).isEqualTo(2);
        assertThat(output())
                .isEqualTo(
                        "Flags follow the command: ./run demo --shards 2 --exit\nSee ./run --help.\n");
    }

    @Test
    void aDirectoryWithOtherFilesIsNotEmptied() throws Exception {
        Path precious =
                Files.writeString(Files.createDirectories(data()).resolve("precious.txt"), "mine");

        RunProcess run = run();

        assertThat(run.awaitEnd()).isEqualTo(1);
        assertThat(output())
                .contains(
                        data()
                                + " contains files that no stack wrote, and a start would delete them. Choose an"
                                + " empty directory with --data-directory.");
        assertThat(precious).hasContent("mine");
        assertThat(data().toFile().list()).containsExactly("precious.txt");
    }

    @Test
    void aFailedStartLeavesNoDataDirectoryBehind() throws Exception {
        RunProcess run = run("--parameter", "Colour=red");

        assertThat(run.awaitEnd()).isEqualTo(1);
        assertThat(output()).contains("Colour");
        assertThat(data()).doesNotExist();
    }

    @Test
    void aSecondStackInADirectoryIsRefused_andKeepsTheLogOfTheFirst() throws Exception {
        Files.createDirectories(data().resolve("logs"));
        Path log = Files.writeString(data().resolve("logs/stack.log"), "of the other stack");
        try (FileChannel lock =
                FileChannel.open(
                        data().resolve("orderstream.lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE)) {
            lock.lock();

            RunProcess run = run();

            assertThat(run.awaitEnd()).isEqualTo(1);
            assertThat(output()).contains("Another stack uses " + data());
        }
        assertThat(log).hasContent("of the other stack");
    }

    /** Starts a command. If the command finds nothing wrong, it starts a stack. */
    private RunProcess run(String... arguments) throws IOException {
        List<String> command = RunProcess.command(arguments);
        // Port 8080 is left to the test of port 8080.
        command.addAll(List.of("--data-directory", data().toString(), "--api-port", "0"));
        return start(command);
    }

    private RunProcess start(List<String> command) throws IOException {
        RunProcess process = RunProcess.start(directory.resolve("out"), command);
        started = Optional.of(process);
        return process;
    }

    private Path data() {
        return directory.resolve("data");
    }

    private String output() throws IOException {
        return Files.readString(directory.resolve("out"));
    }

    /** Waits until the stack is ready; returns its child processes. */
    private static List<ProcessHandle> awaitReady(RunProcess run) {
        return run.awaitReady().children();
    }
}
