package io.orderstream.embedded.lambda.probe;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * The function that most tests of {@code LambdaFunctionITCase} invoke. Its event says what it
 * should do. It runs from a zip in another process.
 */
public final class Probe implements RequestHandler<Map<String, String>, Object> {
    @Override
    public Object handleRequest(Map<String, String> event, Context context) {
        context.getLogger().log("asked to " + event.get("do"));
        return switch (event.get("do")) {
            case "greet" -> Map.of("greeting", "Hello, " + event.get("name"));
            case "environment" -> System.getenv();
            case "context" ->
                    Map.of(
                            "name",
                            context.getFunctionName(),
                            "arn",
                            context.getInvokedFunctionArn(),
                            "memory",
                            context.getMemoryLimitInMB(),
                            "version",
                            context.getFunctionVersion(),
                            "remaining",
                            context.getRemainingTimeInMillis());
            case "pid" -> ProcessHandle.current().pid();
            case "fail" -> throw new IllegalStateException("no coffee left");
            case "hang" -> hang();
            case "meet" -> meet(Integer.parseInt(event.get("port")));
            case "repeat" -> "x".repeat(Integer.parseInt(event.get("times")));
            case "exit" -> {
                Runtime.getRuntime().halt(3);
                yield "never";
            }
            default -> throw new IllegalArgumentException(event.toString());
        };
    }

    private static String hang() {
        try {
            new CountDownLatch(1).await();
            return "never";
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Connects to the test and waits for its signal. So a test can keep several invocations running
     * at the same time.
     */
    private static long meet(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            int go = socket.getInputStream().read();
            return go == 1 ? ProcessHandle.current().pid() : -1;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
