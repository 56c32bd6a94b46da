package io.orderstream.acceptance.hostile;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * Sends each request over a new connection and reads the responses. {@code java.net.http} would
 * refuse to send many of these requests.
 */
public final class RawClient {

    /** The limit for a server that hangs. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** The wait for an answer if the request may look incomplete to the server. */
    private static final Duration SHORT_PAUSE = Duration.ofMillis(200);

    /** The wait for an answer if the server must answer. The machine may be busy. */
    private static final Duration LONG_PAUSE = Duration.ofSeconds(20);

    private final InetSocketAddress server;

    public RawClient(URI server) {
        this.server = new InetSocketAddress(server.getHost(), server.getPort());
    }

    /**
     * Sends a request and returns the responses: none if the server closed the connection without a
     * response, several if the server saw several requests.
     *
     * @throws IllegalArgumentException if a response is incomplete or not HTTP, or if nothing is
     *     received for five minutes
     * @throws UncheckedIOException if there is no connection
     */
    public List<RawAnswer> send(RawRequest request) {
        try (Socket socket = new Socket()) {
            socket.connect(server);
            write(socket, request.bytes());
            return RawAnswer.all(read(socket, pause(request)), request.isHead());
        } catch (IOException e) {
            throw new UncheckedIOException("The connection to the server failed", e);
        }
    }

    private static Duration pause(RawRequest request) {
        return request.mayGoUnanswered() ? SHORT_PAUSE : LONG_PAUSE;
    }

    private static void write(Socket socket, byte[] bytes) {
        try {
            OutputStream out = socket.getOutputStream();
            out.write(bytes);
        } catch (IOException closed) {
            // The server closed the connection early. The server may have sent a response before.
        }
    }

    /**
     * Waits until the server begins to answer, or until the pause is over. Then closes the sending
     * side, so that a server that expects more bytes sees the end of the request.
     *
     * <p>The client must not close the sending side earlier. One thread of Jetty refuses a
     * malformed request. Another thread may see the closed side and close the connection before the
     * refusal is sent.
     */
    private static void awaitAnswer(
            Socket socket, Duration pause, InputStream in, ByteArrayOutputStream received)
            throws IOException {
        socket.setSoTimeout((int) pause.toMillis());
        try {
            int first = in.read();
            if (first >= 0) {
                received.write(first);
            }
        } catch (SocketTimeoutException waiting) {
            // The server may be waiting for more bytes. The call below tells the server that the
            // request ended.
        }
        socket.shutdownOutput();
        socket.setSoTimeout((int) PATIENCE.toMillis());
    }

    private static byte[] read(Socket socket, Duration pause) {
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        byte[] some = new byte[64 * 1024];
        try {
            InputStream in = socket.getInputStream();
            awaitAnswer(socket, pause, in, received);
            for (int n = in.read(some); n >= 0; n = in.read(some)) {
                received.write(some, 0, n);
            }
        } catch (SocketTimeoutException e) {
            throw new IllegalArgumentException("nothing received for " + PATIENCE, e);
        } catch (IOException reset) {
            // A server that stops reading in the middle of a body resets the connection.
        }
        return received.toByteArray();
    }
}
