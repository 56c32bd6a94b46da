package io.orderstream.benchmark.standin;

import io.orderstream.benchmark.ProcessorTime;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * An HTTP server on 127.0.0.1 that replaces an AWS service. It answers each request after a fixed
 * latency, however many requests are open, and counts the requests.
 */
public abstract class LatentServer implements AutoCloseable {

    private static final int THREADS = 16;
    private static final int CHUNK_BYTES = 256 << 10;

    private final Duration latency;
    private final long bytesPerSecond;
    private final Server server;
    private final ServerConnector connector;
    private final ExecutorService sender =
            Executors.newSingleThreadExecutor(work -> new Thread(work, "stand-in-sender"));
    private final Map<String, LongAdder> requests = new ConcurrentHashMap<>();
    private final AtomicLong firstNanos = new AtomicLong();
    private final AtomicLong cpuAtFirst = new AtomicLong();
    private final LongAdder sent = new LongAdder();
    private final LongAdder answered = new LongAdder();
    private final AtomicLong lastNanos = new AtomicLong();

    LatentServer(Duration latency) {
        this(latency, Long.MAX_VALUE);
    }

    /** Starts a server that sends each answer's body with at most this many bytes a second. */
    LatentServer(Duration latency, long bytesPerSecond) {
        this.latency = latency;
        this.bytesPerSecond = bytesPerSecond;
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, 2);
        threads.setName("stand-in");
        threads.setDaemon(true);
        server = new Server(threads);
        connector = new ServerConnector(server, 1, 1);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new Answering());
        try {
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException("The stand-in did not start: " + e.getMessage(), e);
        }
    }

    /** An HTTP answer. */
    record Answer(int status, Map<String, String> headers, ByteBuffer body) {

        static Answer of(int status, Map<String, String> headers, String body) {
            return new Answer(
                    status, headers, ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)));
        }
    }

    /**
     * Returns the name under which the request is counted. The default is the operation in the
     * header {@code x-amz-target}, which the clients of AWS's JSON protocols send.
     */
    String kind(Request request) {
        String target = String.valueOf(request.getHeaders().get("x-amz-target"));
        return target.substring(target.indexOf('.') + 1);
    }

    /** Creates the answer to a request. */
    abstract Answer answer(Request request, String kind, ByteBuffer body);

    /** Returns the server's address. */
    public final URI endpoint() {
        return URI.create("http://127.0.0.1:" + connector.getLocalPort());
    }

    /** Returns the number of requests since the last reset, by kind. */
    public final Map<String, Long> requests() {
        Map<String, Long> counts = new TreeMap<>();
        requests.forEach((kind, count) -> counts.put(kind, count.sum()));
        return counts;
    }

    /** Returns the number of all requests since the last reset. */
    public final long total() {
        return requests.values().stream().mapToLong(LongAdder::sum).sum();
    }

    /**
     * Returns the time of the first request since the last reset, by {@link System#nanoTime()}; 0
     * if there was no request.
     */
    public final long firstNanos() {
        return firstNanos.get();
    }

    /** Returns {@link ProcessorTime#nanos()} at the time of {@link #firstNanos}. */
    public final long cpuNanosAtFirst() {
        return cpuAtFirst.get();
    }

    /** Returns the number of body bytes that were sent since the last reset. */
    public final long sent() {
        return sent.sum();
    }

    /**
     * Returns the time of the last answer since the last reset, by {@link System#nanoTime()}; 0 if
     * there was no answer.
     */
    public final long lastNanos() {
        return lastNanos.get();
    }

    /** Returns whether all requests since the last reset are answered. */
    public final boolean isIdle() {
        return answered.sum() == total();
    }

    /** Sets all counters and times of this class to 0. */
    public void reset() {
        requests.clear();
        firstNanos.set(0);
        cpuAtFirst.set(0);
        lastNanos.set(0);
        sent.reset();
        answered.reset();
    }

    private final class Answering extends Handler.Abstract.NonBlocking {

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            long arrived = System.nanoTime();
            long due = arrived + latency.toNanos();
            if (firstNanos.compareAndSet(0, arrived)) {
                cpuAtFirst.set(ProcessorTime.nanos());
            }
            String kind = kind(request);
            Content.Source.asByteBuffer(
                    request,
                    new Promise<>() {
                        @Override
                        public void succeeded(ByteBuffer body) {
                            requests.computeIfAbsent(kind, any -> new LongAdder()).increment();
                            try {
                                Answer answer = answer(request, kind, body);
                                at(due, () -> send(answer, due, response, callback));
                            } catch (RuntimeException e) {
                                failed(e);
                            }
                        }

                        @Override
                        public void failed(Throwable failure) {
                            callback.failed(failure);
                        }
                    });
            return true;
        }

        private void send(Answer answer, long start, Response response, Callback callback) {
            response.setStatus(answer.status());
            answer.headers().forEach((name, value) -> response.getHeaders().put(name, value));
            sendChunk(answer.body().slice(), start, response, callback);
        }

        /**
         * Sends the next chunk as soon as the rate limit allows all bytes up to the chunk's end.
         */
        private void sendChunk(ByteBuffer body, long start, Response response, Callback callback) {
            int length = Math.min(CHUNK_BYTES, body.remaining());
            ByteBuffer chunk = body.slice(body.position(), length);
            body.position(body.position() + length);
            boolean last = !body.hasRemaining();
            Callback next =
                    last
                            ? callback
                            : Callback.from(
                                    () -> sendChunk(body, start, response, callback),
                                    callback::failed);
            at(
                    start + (long) (body.position() * 1e9 / bytesPerSecond),
                    () -> {
                        sent.add(length);
                        lastNanos.set(System.nanoTime());
                        if (last) {
                            answered.increment();
                        }
                        response.write(last, chunk, next);
                    });
        }

        private void at(long nanos, Runnable action) {
            CompletableFuture.delayedExecutor(
                            nanos - System.nanoTime(), TimeUnit.NANOSECONDS, sender)
                    .execute(action);
        }
    }

    @Override
    public final void close() {
        sender.shutdownNow();
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("The stand-in did not stop: " + e.getMessage(), e);
        }
    }
}
