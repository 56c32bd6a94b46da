package io.orderstream.embedded.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orderstream.embedded.lambda.probe.BrokenProbe;
import io.orderstream.embedded.lambda.probe.Probe;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs a packaged function in processes of its own, with each {@link RuntimeClient}. */
class LambdaFunctionITCase {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration FUNCTION_TIMEOUT = Duration.ofMinutes(2);
    private static final String ARN = "arn:aws:lambda:eu-west-1:000000000000:function:probe";

    @TempDir Path directory;

    private final ExecutorService callers = Executors.newCachedThreadPool();
    private Path artifact;

    @BeforeEach
    void packageTheFunction() throws IOException {
        artifact = ProbeArtifact.write(directory.resolve("probe.zip"));
    }

    @AfterEach
    void stopCallers() throws InterruptedException {
        callers.shutdownNow();
        assertThat(callers.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void answersAnInvocation(RuntimeClient runtime) throws Exception {
        try (LambdaFunction function = start(runtime)) {
            assertThat(invoke(function, Map.of("do", "greet", "name", "Ada")))
                    .isEqualTo("{\"greeting\":\"Hello, Ada\"}");
            assertThat(log()).contains("asked to greet");
        }
    }

    @ParameterizedTest
    @EnumSource
    void passesTheEnvironmentOfTheSettings_andNoVariableOfThisProcess(RuntimeClient runtime)
            throws Exception {
        try (LambdaFunction function = start(runtime)) {
            Map<String, String> environment =
                    JSON.readValue(
                            invoke(function, Map.of("do", "environment")),
                            new TypeReference<>() {});
            assertThat(environment)
                    .containsOnlyKeys(
                            "AWS_EXECUTION_ENV",
                            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
                            "AWS_LAMBDA_FUNCTION_NAME",
                            "AWS_LAMBDA_FUNCTION_VERSION",
                            "AWS_LAMBDA_INITIALIZATION_TYPE",
                            "AWS_LAMBDA_LOG_FORMAT",
                            "AWS_LAMBDA_LOG_GROUP_NAME",
                            "AWS_LAMBDA_LOG_STREAM_NAME",
                            "AWS_LAMBDA_RUNTIME_API",
                            "LAMBDA_TASK_ROOT",
                            "LANG",
                            "PATH",
                            "STREAM_NAME",
                            "TZ",
                            "_HANDLER")
                    .containsEntry("STREAM_NAME", "orders")
                    .containsEntry("AWS_LAMBDA_FUNCTION_NAME", "probe")
                    .containsEntry("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256");
        }
    }

    @ParameterizedTest
    @EnumSource
    void runsInADirectoryWhoseNameIsNotAscii(RuntimeClient runtime) throws Exception {
        String name = "für Ł 注文";
        assumeTrue(
                Charset.forName(System.getProperty("sun.jnu.encoding"))
                        .newEncoder()
                        .canEncode(name),
                "The locale of this machine has no such names.");
        directory = Files.createDirectory(directory.resolve(name));

        try (LambdaFunction function = start(runtime)) {
            assertThat(invoke(function, Map.of("do", "environment"))).isNotEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void passesTheContextToTheFunction(RuntimeClient runtime) throws Exception {
        try (LambdaFunction function = start(runtime)) {
            Map<String, Object> context =
                    JSON.readValue(
                            invoke(function, Map.of("do", "context")), new TypeReference<>() {});
            assertThat((int) context.remove("remaining"))
                    .isBetween(1, (int) FUNCTION_TIMEOUT.toMillis());
            assertThat(context)
                    .isEqualTo(
                            Map.of(
                                    "name", "probe", "arn", ARN, "memory", 256, "version",
                                    "$LATEST"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void reportsAnExceptionOfTheFunction_andKeepsItsProcess(RuntimeClient runtime)
            throws Exception {
        try (LambdaFunction function = start(runtime)) {
            FunctionErrorException error = fails(function, Map.of("do", "fail"));
            assertThat(error.errorType()).isEqualTo("java.lang.IllegalStateException");
            assertThat(error.errorMessage()).isEqualTo("no coffee left");
            assertThat(error).hasMessage("probe: java.lang.IllegalStateException: no coffee left");
            long pid = Long.parseLong(invoke(function, Map.of("do", "pid")));
            assertThat(function.pids()).containsExactly(pid);
        }
    }

    @ParameterizedTest
    @EnumSource
    void endsTheProcessAtTheTimeout_andStartsANewOne(RuntimeClient runtime) throws Exception {
        try (LambdaFunction function =
                LambdaFunction.start(
                        settings(Probe.class, Duration.ofSeconds(5)), launch(runtime))) {
            long pid = Long.parseLong(invoke(function, Map.of("do", "pid")));
            FunctionErrorException error = fails(function, Map.of("do", "hang"));
            assertThat(error.errorType()).isEqualTo("Sandbox.Timedout");
            assertThat(error.errorMessage())
                    .matches("RequestId: [0-9a-f-]{36} Error: Task timed out after 5.00 seconds");
            assertThat(invoke(function, Map.of("do", "greet", "name", "Bob")))
                    .isEqualTo("{\"greeting\":\"Hello, Bob\"}");
            assertThat(function.pids()).hasSize(1).doesNotContain(pid);
            assertGone(pid);
        }
    }

    @ParameterizedTest
    @EnumSource
    void reportsAProcessThatEnds_andStartsANewOne(RuntimeClient runtime) throws Exception {
        try (LambdaFunction function = start(runtime)) {
            FunctionErrorException error = fails(function, Map.of("do", "exit"));
            assertThat(error).hasMessage("probe: Runtime.ExitError: Runtime exited with status 3");
            assertThat(invoke(function, Map.of("do", "greet", "name", "Eve")))
                    .isEqualTo("{\"greeting\":\"Hello, Eve\"}");
        }
    }

    @ParameterizedTest
    @EnumSource
    void replacesAProcessThatEndedWhileItWasIdle(RuntimeClient runtime) throws Exception {
        try (LambdaFunction function = start(runtime)) {
            long pid = function.pids().get(0);
            assertThat(ProcessHandle.of(pid).orElseThrow().destroyForcibly()).isTrue();
            await().atMost(PATIENCE).until(() -> !function.pids().contains(pid));
            assertThat(invoke(function, Map.of("do", "greet", "name", "Eve")))
                    .isEqualTo("{\"greeting\":\"Hello, Eve\"}");
        }
    }

    @ParameterizedTest
    @EnumSource
    void doesNotStartAFunctionWhoseConstructorThrows(RuntimeClient runtime) {
        FunctionErrorException error =
                catchThrowableOfType(
                        FunctionErrorException.class,
                        () ->
                                LambdaFunction.start(
                                        settings(BrokenProbe.class, FUNCTION_TIMEOUT),
                                        launch(runtime)));
        assertThat(error.functionName()).isEqualTo("probe");
        assertThat(error.errorType()).isEqualTo("java.lang.IllegalStateException");
        assertThat(error.errorMessage()).contains("STREAM_NAME is not set");
    }

    @ParameterizedTest
    @EnumSource
    void reportsAHandlerThatIsNotInTheArtifact(RuntimeClient runtime) throws Exception {
        FunctionSettings settings =
                new FunctionSettings(
                        "probe",
                        ARN,
                        "io.orderstream.Nowhere",
                        256,
                        FUNCTION_TIMEOUT,
                        "Text",
                        Map.of());
        try (LambdaFunction function = LambdaFunction.start(settings, launch(runtime))) {
            FunctionErrorException error = fails(function, Map.of("do", "greet"));
            assertThat(error)
                    .hasMessage(
                            "probe: java.lang.ClassNotFoundException: Class not found:"
                                    + " io.orderstream.Nowhere");
        }
    }

    @ParameterizedTest
    @EnumSource
    void runsConcurrentInvocationsInDifferentProcesses(RuntimeClient runtime) throws Exception {
        try (ServerSocket meeting = new ServerSocket(0, 4, InetAddress.getLoopbackAddress());
                LambdaFunction function = start(runtime)) {
            meeting.setSoTimeout((int) PATIENCE.toMillis());
            Map<String, String> event =
                    Map.of("do", "meet", "port", Integer.toString(meeting.getLocalPort()));
            Future<String> one = callers.submit(() -> invoke(function, event));
            Future<String> two = callers.submit(() -> invoke(function, event));
            try (Socket first = meeting.accept();
                    Socket second = meeting.accept()) {
                first.getOutputStream().write(1);
                second.getOutputStream().write(1);
                assertThat(
                                List.of(
                                        Long.parseLong(
                                                one.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)),
                                        Long.parseLong(
                                                two.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))))
                        .containsExactlyInAnyOrderElementsOf(function.pids())
                        .doesNotHaveDuplicates();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void anInvocationWaits_whenAllProcessesAreBusy(RuntimeClient runtime) throws Exception {
        try (ServerSocket meeting = new ServerSocket(0, 4, InetAddress.getLoopbackAddress());
                LambdaFunction function =
                        LambdaFunction.start(
                                settings(Probe.class, FUNCTION_TIMEOUT),
                                launch(runtime).withMaxProcesses(1))) {
            meeting.setSoTimeout((int) PATIENCE.toMillis());
            Map<String, String> event =
                    Map.of("do", "meet", "port", Integer.toString(meeting.getLocalPort()));
            Future<String> busy = callers.submit(() -> invoke(function, event));
            try (Socket first = meeting.accept()) {
                assertThatThrownBy(
                                () ->
                                        function.invoke(
                                                bytes(Map.of("do", "pid")), Duration.ofMillis(300)))
                        .isInstanceOf(TimeoutException.class)
                        .hasMessage("probe: no process was free within 300 ms");
                Future<String> queued = callers.submit(() -> invoke(function, Map.of("do", "pid")));
                first.getOutputStream().write(1);
                assertThat(queued.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                        .isEqualTo(busy.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void servesWaitingInvocationsInTheirOrder(RuntimeClient runtime) throws Exception {
        List<ServerSocket> meetings = new ArrayList<>();
        try (LambdaFunction function =
                LambdaFunction.start(
                        settings(Probe.class, FUNCTION_TIMEOUT),
                        launch(runtime).withMaxProcesses(1))) {
            List<Socket> served = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                ServerSocket meeting = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                meetings.add(meeting);
                meeting.setSoTimeout((int) PATIENCE.toMillis());
                Map<String, String> event =
                        Map.of("do", "meet", "port", Integer.toString(meeting.getLocalPort()));
                Thread caller =
                        new Thread(
                                () -> {
                                    Throwable unused =
                                            catchThrowable(() -> invoke(function, event));
                                });
                caller.start();
                if (i == 0) {
                    served.add(meeting.accept());
                } else {
                    await().atMost(PATIENCE)
                            .until(() -> caller.getState() == Thread.State.TIMED_WAITING);
                }
            }
            for (int i = 1; i < meetings.size(); i++) {
                try (Socket before = served.get(i - 1)) {
                    before.getOutputStream().write(1);
                }
                // There is only one process, and its last invocation has just ended. If the process
                // did not serve the oldest waiting invocation next, this accept would time out.
                served.add(meetings.get(i).accept());
            }
            served.get(served.size() - 1).close();
        } finally {
            for (ServerSocket meeting : meetings) {
                meeting.close();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesAnAnswerOverLambdasLimit(RuntimeClient runtime) throws Exception {
        try (LambdaFunction function = start(runtime)) {
            FunctionErrorException error =
                    fails(function, Map.of("do", "repeat", "times", "6291600"));
            assertThat(error)
                    .hasMessage(
                            "probe: Function.ResponseSizeTooLarge: Response payload size exceeded"
                                    + " maximum allowed payload size (6291556 bytes).");
            assertThat(invoke(function, Map.of("do", "repeat", "times", "6291500")))
                    .hasSize(6_291_502);
        }
    }

    @ParameterizedTest
    @EnumSource
    void leavesNoProcessBehind_whenItIsClosed(RuntimeClient runtime) throws Exception {
        List<Long> pids;
        try (LambdaFunction function = start(runtime)) {
            pids = function.pids();
            assertThat(pids).hasSize(1);
            assertThat(ProcessHandle.of(pids.get(0)).map(ProcessHandle::isAlive)).contains(true);
        }
        assertGone(pids.get(0));
    }

    private LambdaFunction start(RuntimeClient runtime) throws Exception {
        return LambdaFunction.start(settings(Probe.class, FUNCTION_TIMEOUT), launch(runtime));
    }

    private static FunctionSettings settings(Class<?> handler, Duration timeout) {
        return new FunctionSettings(
                "probe",
                ARN,
                handler.getName() + "::handleRequest",
                256,
                timeout,
                "Text",
                Map.of("STREAM_NAME", "orders"));
    }

    private LaunchOptions launch(RuntimeClient runtime) {
        return LaunchOptions.of(
                        artifact,
                        Path.of("target/lambda-runtime"),
                        directory.resolve("work"),
                        directory.resolve("probe.log"))
                .withRuntime(runtime);
    }

    private String log() throws IOException {
        return Files.readString(directory.resolve("probe.log"));
    }

    private static byte[] bytes(Map<String, String> event) throws IOException {
        return JSON.writeValueAsBytes(event);
    }

    private static String invoke(LambdaFunction function, Map<String, String> event)
            throws Exception {
        return new String(function.invoke(bytes(event), PATIENCE), UTF_8);
    }

    private static FunctionErrorException fails(
            LambdaFunction function, Map<String, String> event) {
        return catchThrowableOfType(FunctionErrorException.class, () -> invoke(function, event));
    }

    private static void assertGone(long pid) {
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        await().atMost(PATIENCE).until(() -> process.isEmpty() || !process.get().isAlive());
    }
}
