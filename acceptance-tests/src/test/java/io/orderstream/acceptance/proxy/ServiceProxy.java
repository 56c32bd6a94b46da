package io.orderstream.acceptance.proxy;

import io.orderstream.acceptance.proxy.Exchange.Wire;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A proxy to one service for one caller. It passes each request and each answer on unchanged,
 * unless its interceptor injects a fault or the proxy is isolated.
 *
 * <pre>{@code
 * ServiceProxy proxy = ServiceProxy.start("Job", s3, interceptor);
 * // The caller uses proxy.address() as the address of the service.
 * }</pre>
 */
public final class ServiceProxy implements AutoCloseable {

    private static final byte[] CONTINUE =
            "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);

    private final ServerSocket server;
    private final String caller;
    private final URI service;
    private final Interceptor interceptor;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private volatile boolean isolated;

    private ServiceProxy(ServerSocket server, String caller, URI service, Interceptor interceptor) {
        this.server = server;
        this.caller = caller;
        this.service = service;
        this.interceptor = interceptor;
    }

    /** Starts a proxy on a free port of the loopback interface. */
    public static ServiceProxy start(String caller, URI service, Interceptor interceptor) {
        try {
            ServerSocket server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
            ServiceProxy proxy = new ServiceProxy(server, caller, service, interceptor);
            thread(proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The address that the caller uses for the service. */
    public URI address() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    /**
     * From now on no request of the caller reaches the service. Open connections are reset. Later
     * requests are refused with an error that most clients do not retry.
     */
    void isolate() {
        isolated = true;
        open.forEach(ServiceProxy::hangUp);
    }

    /** Lets new requests of the caller reach the service again. */
    void readmit() {
        isolated = false;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                open.add(client);
                if (server.isClosed()) {
                    // The method close may have missed this connection.
                    hangUp(client);
                }
                thread(() -> serve(client));
            } catch (IOException e) {
                // The proxy was closed.
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                Socket upstream = new Socket(service.getHost(), service.getPort())) {
            open.add(upstream);
            client.setTcpNoDelay(true);
            upstream.setTcpNoDelay(true);
            Wire fromCaller = wire(client);
            Wire toService = wire(upstream);
            while (exchange(fromCaller, toService)) {
                // Each call of exchange handles one request. The loop ends when no other request
                // may follow.
            }
        } catch (IOException e) {
            // One side closed its connection. The connection of the other side is closed, too.
        } finally {
            open.removeIf(Socket::isClosed);
        }
    }

    /** Handles a request and its answer. Returns whether another request may follow. */
    private boolean exchange(Wire client, Wire upstream) throws IOException {
        HttpMessage message = HttpMessage.readHead(client.in()).orElse(null);
        if (message == null) {
            return false;
        }
        if (message.expectsContinue()) {
            // The proxy answers 100 Continue by itself. The service gets the request when it is
            // complete.
            client.write(CONTINUE, new byte[0]);
        }
        message.readRequestBody(client.in());
        Request request = Request.of(caller, message);
        Exchange exchange = new Exchange(request, client, upstream, interceptor);
        Optional<Fault> fault =
                isolated
                        ? Optional.of(Fault.refused(ServiceError.ACCESS_DENIED))
                        : interceptor.faultFor(request);
        if (fault.isPresent()) {
            fault.get().happenTo(exchange);
        } else {
            exchange.forward();
            exchange.passAnswer();
        }
        return exchange.isOpen();
    }

    private static Wire wire(Socket socket) throws IOException {
        return new Wire(
                new BufferedInputStream(socket.getInputStream()),
                new BufferedOutputStream(socket.getOutputStream()));
    }

    private static void hangUp(Socket socket) {
        try {
            // A linger time of 0 discards unsent bytes, and the other side sees a reset.
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // The socket was closed before.
        }
    }

    private static void thread(Runnable work) {
        Thread thread = new Thread(work, "service-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        open.forEach(ServiceProxy::hangUp);
    }
}
