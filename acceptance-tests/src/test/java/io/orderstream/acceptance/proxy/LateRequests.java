package io.orderstream.acceptance.proxy;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Holds requests back until the test calls {@link #arriveAt}, which sends them to the service.
 * Usually their caller has died by then.
 *
 * <pre>{@code
 * LateRequests late = new LateRequests();
 * paths.add(FaultRule.on("dynamodb:BatchWriteItem").inject("late", late));
 * // The caller sends, waits for its answer, and dies. Then:
 * late.arriveAt(dynamoDb);
 * }</pre>
 */
public final class LateRequests implements Fault {

    private static final Duration LONGEST_DELAY = Duration.ofMinutes(30);

    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch arrived = new CountDownLatch(1);

    @Override
    public void happenTo(Exchange exchange) throws IOException {
        requests.add(exchange.request());
        try {
            if (!arrived.await(LONGEST_DELAY.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException("A late request was never released");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while a request was late", e);
        }
        exchange.hangUp();
    }

    /**
     * The requests that callers have sent so far. All of them are held back until {@link
     * #arriveAt}.
     */
    public List<Request> sent() {
        return List.copyOf(requests);
    }

    /**
     * Sends all requests that are held back. The service gets them in their original order. A
     * request that comes later never reaches the service, so remove the rule first.
     */
    public void arriveAt(URI service) {
        try {
            requests.forEach(request -> send(request.message(), service));
        } finally {
            arrived.countDown();
        }
    }

    private static void send(HttpMessage request, URI service) {
        try (Socket socket = new Socket(service.getHost(), service.getPort())) {
            Exchange.Wire wire =
                    new Exchange.Wire(
                            new BufferedInputStream(socket.getInputStream()),
                            new BufferedOutputStream(socket.getOutputStream()));
            wire.write(request.head(), request.rawBody());
            int status = wire.nextResponse(request.method()).status();
            if (status != 200) {
                throw new IllegalStateException("The service answered " + status);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
