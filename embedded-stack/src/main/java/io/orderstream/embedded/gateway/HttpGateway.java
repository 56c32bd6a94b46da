package io.orderstream.embedded.gateway;

import io.orderstream.embedded.lambda.Invocable;
import io.orderstream.embedded.template.ResolvedTemplate;
import io.orderstream.embedded.template.TemplateException;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The template's HTTP API, served on the loopback interface.
 *
 * <pre>{@code
 * try (HttpGateway gateway = HttpGateway.start(template, "000000000000", 0, functions)) {
 *     URI orders = gateway.endpoint().resolve("/orders?accountid=a1");
 * }
 * }</pre>
 *
 * <p>Routes, payload format 2.0, CORS, JWT authorizers, error answers and size limits of bodies are
 * the same as on API Gateway, with one exception: some requests are refused with 403 (see {@link
 * CallerGate}). These are requests from pages of another origin that {@code CorsConfiguration} does
 * not allow, and requests whose {@code Host} is not an address of this machine. Requests are not
 * throttled. {@code AuthorizationType: AWS_IAM} is not supported: the gateway does not start if a
 * route has this type, because it could not check the callers.
 */
public final class HttpGateway implements AutoCloseable {
    /** API Gateway's limit for the body of a request, in bytes. */
    private static final int BODY_LIMIT = 10 * 1024 * 1024;

    /** If a body is over the limit, at most this many bytes of its rest are read and dropped. */
    private static final long DROPPED_LIMIT = 4L * BODY_LIMIT;

    /**
     * Headers of a function's answer that are not passed on: API Gateway sets them itself, or they
     * concern one connection only.
     */
    private static final Set<String> NOT_FROM_FUNCTIONS =
            Set.of("connection", "content-length", "transfer-encoding", "keep-alive", "upgrade");

    private final ApiDefinition api;
    private final Dispatcher dispatcher;
    private final Optional<LocalRoutes> local;
    private final CallerGate callers;
    private final Server server;
    private final ServerConnector connector;

    private HttpGateway(
            ApiDefinition api, Dispatcher dispatcher, Optional<LocalRoutes> local, int port) {
        this.api = api;
        this.dispatcher = dispatcher;
        this.local = local;
        this.callers = new CallerGate(api.cors());
        QueuedThreadPool threads = new QueuedThreadPool(64, 4);
        threads.setName("gateway");
        this.server = new Server(threads);
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        // Makes Jetty accept every path. The routes decide which paths exist.
        http.setUriCompliance(UriCompliance.UNSAFE);
        this.connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        connector.setPort(port);
        server.addConnector(connector);
        server.setHandler(new Calls());
        server.setErrorHandler(HttpGateway::answerError);
    }

    /**
     * Answers with JSON if Jetty reports an error. Malformed HTTP, for example, reaches no route.
     */
    private static boolean answerError(Request request, Response response, Callback callback) {
        if (response.getStatus() == HttpStatus.HTTP_VERSION_NOT_SUPPORTED_505) {
            // The client made this error, so it must not count as a server error (5xx).
            response.setStatus(HttpStatus.BAD_REQUEST_400);
        }
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        // Jetty closes the connection. The client must know this. Otherwise it sends its next
        // request on a closed connection.
        response.getHeaders().put(HttpHeader.CONNECTION, "close");
        String body =
                HttpMethod.HEAD.is(request.getMethod())
                        ? ""
                        : "{\"message\":\"" + HttpStatus.getMessage(response.getStatus()) + "\"}";
        Content.Sink.write(response, true, body, callback);
        return true;
    }

    /**
     * The physical names of the functions behind the routes.
     *
     * @throws TemplateException if API Gateway would not accept the API, or if the API cannot run
     *     locally
     */
    public static Set<String> functionNames(ResolvedTemplate template) {
        Set<String> names = new TreeSet<>();
        ApiDefinition.of(template).routes().forEach(route -> names.add(route.functionName()));
        return names;
    }

    /**
     * Starts to serve the template's API.
     *
     * @param template a template with one API, one stage, and at least one route
     * @param accountId the id of the AWS account in the events that the functions get
     * @param port the port to listen on, or 0 for any free port
     * @param functions the functions behind the routes, by physical name
     * @throws TemplateException if API Gateway would not accept the API, or if the API cannot run
     *     locally, for example because a function is missing
     * @throws BindException if the port is in use
     * @throws IOException if the API does not start for another reason
     */
    public static HttpGateway start(
            ResolvedTemplate template,
            String accountId,
            int port,
            Map<String, ? extends Invocable> functions)
            throws IOException {
        return start(template, accountId, port, functions, Optional.empty());
    }

    /**
     * As {@link #start(ResolvedTemplate, String, int, Map)}, with routes that exist only on this
     * machine. These routes come before those of the template.
     */
    public static HttpGateway start(
            ResolvedTemplate template,
            String accountId,
            int port,
            Map<String, ? extends Invocable> functions,
            Optional<LocalRoutes> local)
            throws IOException {
        ApiDefinition api = ApiDefinition.of(template);
        Set<String> missing = new TreeSet<>();
        for (GatewayRoute route : api.routes()) {
            if (!functions.containsKey(route.functionName())) {
                missing.add(route.functionName());
            }
        }
        if (!missing.isEmpty()) {
            throw new TemplateException(
                    "Resources: routes lead to functions that do not run here: "
                            + String.join(", ", missing));
        }
        HttpGateway gateway =
                new HttpGateway(
                        api, new Dispatcher(api, accountId, Map.copyOf(functions)), local, port);
        gateway.start(port);
        return gateway;
    }

    private void start(int port) throws IOException {
        try {
            server.start();
        } catch (Exception e) {
            close();
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof BindException) {
                    BindException inUse =
                            new BindException(
                                    String.format(
                                            "port %d is in use: choose another port with --api-port",
                                            port));
                    inUse.initCause(e);
                    throw inUse;
                }
            }
            throw new IOException("the API did not start", e);
        }
    }

    /**
     * The address of the API, like the invoke URL of a stage on AWS: it ends with the name of the
     * stage, except for the stage {@code $default}.
     */
    public URI endpoint() {
        String path = api.stage().equals("$default") ? "" : "/" + api.stage();
        return URI.create("http://127.0.0.1:" + connector.getLocalPort() + path);
    }

    /** The route keys; the most specific one is first. */
    public List<String> routeKeys() {
        return api.routes().stream().map(route -> route.key().toString()).toList();
    }

    @Override
    public void close() throws IOException {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IOException("the API did not stop", e);
        }
    }

    private final class Calls extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback)
                throws IOException {
            byte[] id = new byte[11];
            ThreadLocalRandom.current().nextBytes(id);
            String requestId = Base64.getEncoder().encodeToString(id);
            // The stream of the body is not closed, because closing it would end the request before
            // the answer.
            InputStream in = Request.asInputStream(request);
            boolean tooLarge =
                    request.getHeaders().getLongField(HttpHeader.CONTENT_LENGTH) > BODY_LIMIT;
            byte[] body = tooLarge ? new byte[0] : in.readNBytes(BODY_LIMIT + 1);
            if (tooLarge || body.length > BODY_LIMIT) {
                refuse(in, requestId, response);
                callback.succeeded();
            } else {
                write(answer(call(request, body, requestId)), requestId, response, callback);
            }
            return true;
        }

        private ProxyAnswer answer(HttpCall call) {
            return local.flatMap(routes -> new LocalGate(routes).answer(call))
                    .or(() -> callers.refusal(call))
                    .orElseGet(() -> dispatch(call));
        }

        private ProxyAnswer dispatch(HttpCall call) {
            long start = System.nanoTime();
            ProxyAnswer answer = dispatcher.answer(call);
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            local.ifPresent(
                    routes ->
                            routes.answered(
                                    call.method(),
                                    call.path(),
                                    answer.status(),
                                    answer.body().bytes(),
                                    took));
            return answer;
        }

        /**
         * Sends the answer first, and then reads and drops the rest of the body, up to a limit. So
         * the client can send its body and read the answer. If the gateway closed the connection
         * earlier, the connection would be reset, and the answer could be lost.
         */
        private static void refuse(InputStream rest, String requestId, Response response)
                throws IOException {
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
            try (Blocker.Callback written = Blocker.callback()) {
                write(
                        ProxyAnswer.message(413, "Request Entity Too Large"),
                        requestId,
                        response,
                        written);
                written.block();
            }
            byte[] dropped = new byte[64 * 1024];
            long bytes = 0;
            for (int n = 0; n >= 0 && bytes < DROPPED_LIMIT; n = rest.read(dropped)) {
                bytes += n;
            }
        }

        /**
         * The path, decoded once. A semicolon and the text after it stay in the path, as on API
         * Gateway.
         */
        private static String path(Request request) {
            String path = request.getHttpURI().getPath();
            return path == null ? "" : PercentEscapes.decodePath(path);
        }

        private HttpCall call(Request request, byte[] body, String requestId) {
            Map<String, List<String>> headers = new LinkedHashMap<>();
            for (HttpField field : request.getHeaders()) {
                String name = field.getName().toLowerCase(Locale.ROOT);
                headers.computeIfAbsent(name, key -> new ArrayList<>()).add(field.getValue());
            }
            String source = Request.getRemoteAddr(request);
            headers.computeIfAbsent("x-forwarded-for", key -> new ArrayList<>()).add(source);
            headers.put("x-forwarded-port", List.of(Integer.toString(connector.getLocalPort())));
            headers.put("x-forwarded-proto", List.of("http"));
            String query = request.getHttpURI().getQuery();
            return new HttpCall(
                    request.getMethod(),
                    path(request),
                    query == null ? "" : query,
                    request.getConnectionMetaData().getProtocol(),
                    source,
                    headers,
                    new HttpCall.Body(body),
                    requestId,
                    Instant.now());
        }

        private static void write(
                ProxyAnswer answer, String requestId, Response response, Callback callback) {
            response.setStatus(answer.status());
            answer.headers().entrySet().stream()
                    .filter(header -> !NOT_FROM_FUNCTIONS.contains(header.getKey()))
                    .forEach(
                            header ->
                                    response.getHeaders().put(header.getKey(), header.getValue()));
            answer.cookies()
                    .forEach(cookie -> response.getHeaders().add(HttpHeader.SET_COOKIE, cookie));
            response.getHeaders().put("apigw-requestid", requestId);
            response.write(true, ByteBuffer.wrap(answer.body().bytes()), callback);
        }
    }
}
