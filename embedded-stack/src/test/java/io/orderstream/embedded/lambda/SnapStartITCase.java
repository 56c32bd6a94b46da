package io.orderstream.embedded.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.orderstream.embedded.template.Template;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Tests the packaged functions with SnapStart. Before the snapshot, AWS's runtime client calls the
 * hooks of each function. A hook primes its function: the function sends requests to itself. These
 * requests open no connection, because the function's calls to AWS get prepared answers. Later, a
 * schedule invokes each function.
 */
@EnabledOnOs(OS.LINUX)
class SnapStartITCase {

    @TempDir Path directory;

    @ParameterizedTest
    @CsvSource({"ingest, IngestHandler", "query, QueryHandler"})
    void primingOpensNoConnection_andRequestsNoCredentials(String function, String handler)
            throws Exception {
        try (ServerSocket everything = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Map<String, String> environment = environment(everything);
            environment.put("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start");
            Path classes = directory.resolve("classes.txt");
            // Lambda's own start script sets the first option.
            environment.put(
                    "JAVA_TOOL_OPTIONS",
                    "-Dorg.crac.Core.Compat=com.amazonaws.services.lambda.crac"
                            + " -Xlog:class+load:file="
                            + classes
                            + ":none");

            LambdaFunction.start(settings(function, handler, environment), launch(function))
                    .close();

            assertThat(Files.readString(classes))
                    .contains("io.orderstream.lambda.priming.CannedAnswers");
            everything.setSoTimeout(1);
            assertThatThrownBy(everything::accept).isInstanceOf(SocketTimeoutException.class);
        }
    }

    /**
     * The template's schedules invoke the functions, because Lambda deletes the snapshot of a
     * function that nobody invokes for 14 days.
     */
    @ParameterizedTest
    @CsvSource({"ingest, IngestHandler, Ingest", "query, QueryHandler, Query"})
    void theFunctionsAnswerAScheduledInvocation_withoutACallToAws(
            String function, String handler, String resource) throws Exception {
        String event =
                Template.load(Path.of("..", "cloudformation", "template.yaml"))
                        .json()
                        .at("/Resources/" + resource + "Schedule/Properties/Target/Input")
                        .asText();
        try (ServerSocket everything = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                LambdaFunction started =
                        LambdaFunction.start(
                                settings(function, handler, environment(everything)),
                                launch(function))) {
            byte[] answer =
                    started.invoke(event.getBytes(StandardCharsets.UTF_8), Duration.ofMinutes(5));

            assertThat(new ObjectMapper().readTree(answer).path("statusCode").asInt())
                    .isEqualTo(204);
            everything.setSoTimeout(1);
            assertThatThrownBy(everything::accept).isInstanceOf(SocketTimeoutException.class);
        }
    }

    /**
     * An environment in which all requests to AWS, and all requests for credentials, go to this
     * socket.
     */
    private static Map<String, String> environment(ServerSocket everything) {
        String address = "http://127.0.0.1:" + everything.getLocalPort();
        Map<String, String> environment = new HashMap<>();
        environment.put("AWS_REGION", "eu-west-1");
        environment.put("AWS_ENDPOINT_URL", address);
        environment.put("AWS_CONTAINER_CREDENTIALS_FULL_URI", address);
        environment.put("STREAM_NAME", "orders");
        environment.put("TABLE_NAME", "orders");
        environment.put("BUCKET_NAME", "invoices");
        environment.put("AUTHORIZATION", "JWT");
        return environment;
    }

    private static FunctionSettings settings(
            String function, String handler, Map<String, String> environment) {
        return new FunctionSettings(
                function,
                "arn:aws:lambda:eu-west-1:000000000000:function:" + function,
                "io.orderstream." + function + "." + handler + "::handleRequest",
                1024,
                Duration.ofSeconds(29),
                "JSON",
                environment);
    }

    private LaunchOptions launch(String function) {
        return LaunchOptions.of(
                        Path.of("..", function + "-lambda", "target", function + "-lambda.zip"),
                        Path.of("target", "lambda-runtime"),
                        directory.resolve(function),
                        directory.resolve(function + ".log"))
                .withInitTimeout(Duration.ofMinutes(5));
    }
}
