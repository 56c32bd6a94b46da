package io.orderstream.embedded.gateway;

import io.orderstream.embedded.lambda.Invocable;
import io.orderstream.embedded.template.ResolvedTemplate;
import io.orderstream.embedded.template.TemplateException;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
 * <p>Routes, payload format 2.0, CORS, JWT authorizers, limits and the gateway's own answers are
 * API Gateway's. {@code AuthorizationType: AWS_IAM} does not run; a request for such a route is
 * never let through, since such a template does not start.
 */
public final class HttpGateway implements AutoCloseable {
    /** API Gateway's limit to a request's body, in bytes. */
    private static final int BODY_LIMIT = 10 * 1024 * 1024;

    /** How much of a body that is over the limit is listened to, in bytes. */
    private static final long DROPPED_LIMIT = 4L * BODY_LIMIT;

    /** API Gateway sets these itself, or they are about one connection only. */
    private static final Set<String> NOT_FROM_FUNCTIONS =
            Set.of("connection", "content-length", "transfer-encoding", "keep-alive", "upgrade");

    private final ApiDefinition api;
    private final Dispatcher dispatcher;
    private final Server server;
    private final ServerConnector connector;

    private HttpGateway(ApiDefinition api, Dispatcher dispatcher, int port) {
        this.api = api;
        this.dispatcher = dispatcher;
        QueuedThreadPool threads = new QueuedThreadPool(64, 4);
        threads.setName("gateway");
        this.server = new Server(threads);
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        // Which paths are in order is for the routes to say.
        http.setUriCompliance(UriCompliance.UNSAFE);
        this.connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        connector.setPort(port);
        server.addConnector(connector);
        server.setHandler(new Calls());
        server.setErrorHandler(HttpGateway::answerError);
    }

    /** What is no request at all never gets to a route; it gets JSON all the same. */
    private static boolean answerError(Request request, Response response, Callback callback) {
        if (response.getStatus() == HttpStatus.HTTP_VERSION_NOT_SUPPORTED_505) {
            // An error of the client's: no alarm about errors of the server's should hear of it.
            response.setStatus(HttpStatus.BAD_REQUEST_400);
        }
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        // Jetty closes it, and the client has to know, or its next request goes into nowhere.
        response.getHeaders().put(HttpHeader.CONNECTION, "close");
        String body =
                HttpMethod.HEAD.is(request.getMethod())
                        ? ""
                        : "{\"message\":\"" + HttpStatus.getMessage(response.getStatus()) + "\"}";
        Content.Sink.write(response, true, body, callback);
        return true;
    }

    /**
     * The physical names of the functions that the routes of the template's API lead to.
     *
     * @throws TemplateException as {@link #start} does
     */
    public static Set<String> functionNames(ResolvedTemplate template) {
        Set<String> names = new TreeSet<>();
        ApiDefinition.of(template).routes().forEach(route -> names.add(route.functionName()));
        return names;
    }

    /**
     * Serves the template's API.
     *
     * @param template with one API, one stage, and at least one route
     * @param accountId what events show as the account
     * @param port to listen on, 0 for a free one
     * @param functions every function that a route leads to, by its physical name
     * @throws TemplateException if the API is not one that API Gateway would serve, or one that
     *     does not run locally
     * @throws IOException if the port is taken
     */
    public static HttpGateway start(
            ResolvedTemplate template,
            String accountId,
            int port,
            Map<String, ? extends Invocable> functions)
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
                new HttpGateway(api, new Dispatcher(api, accountId, Map.copyOf(functions)), port);
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
                    throw new IOException(
                            String.format("port %d is taken: choose another with --api-port", port),
                            e);
                }
            }
            throw new IOException("the API did not start", e);
        }
    }

    /**
     * Where the API is: what {@code ApiEndpoint} is on AWS, with the stage's path if it has one.
     */
    public URI endpoint() {
        String path = api.stage().equals("$default") ? "" : "/" + api.stage();
        return URI.create("http://127.0.0.1:" + connector.getLocalPort() + path);
    }

    /** The route keys, the most specific first. */
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
            // Not closed here: that would be an end of the request before its answer.
            InputStream in = Request.asInputStream(request);
            boolean tooLarge =
                    request.getHeaders().getLongField(HttpHeader.CONTENT_LENGTH) > BODY_LIMIT;
            byte[] body = tooLarge ? new byte[0] : in.readNBytes(BODY_LIMIT + 1);
            if (tooLarge || body.length > BODY_LIMIT) {
                refuse(in, requestId, response);
                callback.succeeded();
            } else {
                write(
                        dispatcher.answer(call(request, body, requestId)),
                        requestId,
                        response,
                        callback);
            }
            return true;
        }

        /**
         * Answers, and only then drops the rest of the body, so that the client has an end to its
         * sending: a connection that is closed before is reset, and the answer may be lost with it.
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

        /** Decoded once; what follows a semicolon is part of it, as it is to API Gateway. */
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
