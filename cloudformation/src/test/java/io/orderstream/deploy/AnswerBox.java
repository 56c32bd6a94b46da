package io.orderstream.deploy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** A stand-in for the presigned URL at which CloudFormation waits for an answer. */
final class AnswerBox implements AutoCloseable {

    /** The secret part of the URL. */
    static final String SIGNATURE = "Signature=JzBzGzc6LqPb%2F1Nn2o6lVcqA%3D";

    private final Queue<Integer> failures = new ConcurrentLinkedQueue<>();
    private final List<String> answers = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private volatile boolean endless;

    AnswerBox() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::take);
        server.start();
    }

    String address() {
        return "http://127.0.0.1:"
                + server.getAddress().getPort()
                + "/arn%3Aaws%3Acloudformation%3Aeu-central-1%3A123456789012%3Astack/orders"
                + "%7CJobStart%7C5d478078?Expires=1795430000&"
                + SIGNATURE;
    }

    /** The next answer is refused with this HTTP status. */
    AnswerBox fails(int status) {
        failures.add(status);
        return this;
    }

    /** The bodies of the responses never end. */
    AnswerBox neverEndsItsResponses() {
        endless = true;
        return this;
    }

    /** Method, query, content type and body of every request, refused requests included. */
    List<String> answers() {
        return answers;
    }

    /** The body of the only answer. */
    String answer() {
        if (answers.size() != 1) {
            throw new IllegalStateException("Expected one answer, found " + answers);
        }
        return answers.get(0).substring(answers.get(0).indexOf('\n') + 1);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void take(HttpExchange exchange) throws IOException {
        answers.add(
                exchange.getRequestMethod()
                        + " "
                        + exchange.getRequestURI().getRawQuery()
                        + " "
                        + exchange.getRequestHeaders().get("Content-Type")
                        + "\n"
                        + new String(
                                exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        Integer failure = failures.poll();
        exchange.sendResponseHeaders(failure == null ? 200 : failure, endless ? 1 : -1);
        if (endless) {
            // Some versions of the JDK send the headers only with the body.
            exchange.getResponseBody().flush();
        } else {
            exchange.close();
        }
    }
}
