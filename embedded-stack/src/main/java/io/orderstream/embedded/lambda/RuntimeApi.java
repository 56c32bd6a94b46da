package io.orderstream.embedded.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.orderstream.embedded.json.StackJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The Lambda Runtime API for one process of a function. A request does not say which process sent
 * it, so each process has its own server, on a free loopback port.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html">The Runtime API</a>
 */
final class RuntimeApi implements AutoCloseable {
    private static final String ROOT = "/2018-06-01/runtime/";
    private static final String INVOCATION = ROOT + "invocation/";
    private static final ObjectMapper JSON = StackJson.MAPPER;

    private final FunctionSettings settings;
    private final Runnable onNext;
    private final Consumer<FunctionErrorException> onInitError;
    private final Server server;
    private final ServerConnector connector;

    private Poll poll;
    private Invocation current;

    /** A request for {@code invocation/next} that is not answered yet. */
    private record Poll(Response response, Callback callback) {}

    /**
     * @param onNext called each time the process asks for an event
     * @param onInitError called if the process reports that it cannot start
     */
    RuntimeApi(
            FunctionSettings settings,
            Runnable onNext,
            Consumer<FunctionErrorException> onInitError) {
        this.settings = settings;
        this.onNext = onNext;
        this.onInitError = onInitError;
        QueuedThreadPool threads = new QueuedThreadPool(8, 1);
        threads.setName("runtime-api-" + settings.name());
        threads.setDaemon(true);
        this.server = new Server(threads);
        this.connector = new ServerConnector(server, 1, 1);
        connector.setHost("127.0.0.1");
        // A process may wait for its next event for any length of time.
        connector.setIdleTimeout(0);
        server.addConnector(connector);
        server.setHandler(new Endpoints());
    }

    void start() throws IOException {
        try {
            server.start();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("the Runtime API did not start", e);
        }
    }

    /** The value of {@code AWS_LAMBDA_RUNTIME_API}. */
    String hostAndPort() {
        return "127.0.0.1:" + connector.getLocalPort();
    }

    /**
     * Gives the process its next event.
     *
     * @throws IllegalStateException if the process is not waiting for an event
     */
    void submit(Invocation invocation) {
        Poll waiting;
        synchronized (this) {
            if (poll == null) {
                throw new IllegalStateException(settings.name() + " does not wait for an event");
            }
            waiting = poll;
            poll = null;
            current = invocation;
        }
        Response response = waiting.response();
        response.getHeaders().put("Lambda-Runtime-Aws-Request-Id", invocation.requestId());
        response.getHeaders()
                .put("Lambda-Runtime-Deadline-Ms", invocation.deadline().toEpochMilli());
        response.getHeaders().put("Lambda-Runtime-Invoked-Function-Arn", settings.arn());
        response.getHeaders().put("Lambda-Runtime-Trace-Id", traceId(invocation));
        write(response, waiting.callback(), 200, invocation.event());
    }

    /** A trace id in X-Ray's format, marked as not sampled, because nothing is traced here. */
    private static String traceId(Invocation invocation) {
        UUID id = UUID.fromString(invocation.requestId());
        return String.format(
                "Root=1-%08x-%s;Parent=%016x;Sampled=0",
                invocation.deadline().getEpochSecond(),
                invocation.requestId().replace("-", "").substring(8),
                id.getLeastSignificantBits());
    }

    private synchronized Invocation take(String requestId) {
        if (current == null || !current.requestId().equals(requestId)) {
            return null;
        }
        Invocation taken = current;
        current = null;
        return taken;
    }

    @Override
    public void close() throws IOException {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IOException("the Runtime API did not stop", e);
        }
    }

    private static void write(Response response, Callback callback, int status, byte[] body) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.write(true, ByteBuffer.wrap(body), callback);
    }

    private static void refuse(
            Response response, Callback callback, int status, String type, String message) {
        byte[] body =
                JSON.createObjectNode()
                        .put("errorMessage", message)
                        .put("errorType", type)
                        .toString()
                        .getBytes(StandardCharsets.UTF_8);
        write(response, callback, status, body);
    }

    private final class Endpoints extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback)
                throws IOException {
            String path = request.getHttpURI().getCanonicalPath();
            boolean post = request.getMethod().equals("POST");
            if (!post && path.equals(ROOT + "restore/next")) {
                // The process is ready for a snapshot. No snapshot is taken here, so the process
                // continues at once.
                write(response, callback, 200, new byte[0]);
            } else if (!post && path.equals(INVOCATION + "next")) {
                synchronized (RuntimeApi.this) {
                    poll = new Poll(response, callback);
                }
                onNext.run();
            } else if (post && path.equals(ROOT + "init/error")) {
                FunctionErrorException error = error(body(request));
                accept(response, callback);
                onInitError.accept(error);
            } else if (post && path.startsWith(INVOCATION) && path.endsWith("/response")) {
                answer(id(path, "/response"), body(request), response, callback);
            } else if (post && path.startsWith(INVOCATION) && path.endsWith("/error")) {
                fail(id(path, "/error"), body(request), response, callback);
            } else {
                refuse(response, callback, 404, "NotFound", "unknown path: " + path);
            }
            return true;
        }

        private void answer(String id, byte[] body, Response response, Callback callback) {
            Invocation invocation = take(id);
            if (invocation == null) {
                refuse(response, callback, 400, "InvalidRequestID", "Invalid request ID");
            } else if (body.length > Invocable.ANSWER_LIMIT) {
                String message =
                        String.format(
                                "Response payload size exceeded maximum allowed payload size"
                                        + " (%d bytes).",
                                Invocable.ANSWER_LIMIT);
                invocation.fail(
                        new FunctionErrorException(
                                settings.name(), "Function.ResponseSizeTooLarge", message));
                refuse(response, callback, 413, "RequestEntityTooLarge", message);
            } else {
                // This comes before the reply to the process, because the invocation must be
                // complete before the process asks for the next event.
                invocation.answer().complete(body);
                accept(response, callback);
            }
        }

        private void fail(String id, byte[] body, Response response, Callback callback) {
            Invocation invocation = take(id);
            if (invocation == null) {
                refuse(response, callback, 400, "InvalidRequestID", "Invalid request ID");
            } else {
                invocation.fail(error(body));
                accept(response, callback);
            }
        }

        private static void accept(Response response, Callback callback) {
            write(
                    response,
                    callback,
                    202,
                    "{\"status\":\"OK\"}".getBytes(StandardCharsets.US_ASCII));
        }

        private static String id(String path, String end) {
            return path.substring(INVOCATION.length(), path.length() - end.length());
        }

        /**
         * The body, but at most one byte more than the limit, which is enough to see that the body
         * is too long. The rest is read and dropped.
         */
        private static byte[] body(Request request) throws IOException {
            try (InputStream in = Request.asInputStream(request)) {
                byte[] body = in.readNBytes(Invocable.ANSWER_LIMIT + 1);
                in.transferTo(OutputStream.nullOutputStream());
                return body;
            }
        }

        private FunctionErrorException error(byte[] body) {
            JsonNode error;
            try {
                error = JSON.readTree(body);
            } catch (IOException e) {
                error = MissingNode.getInstance();
            }
            return new FunctionErrorException(
                    settings.name(),
                    error.path("errorType").asText("Runtime.Unknown"),
                    error.path("errorMessage").asText("no message"));
        }
    }
}
