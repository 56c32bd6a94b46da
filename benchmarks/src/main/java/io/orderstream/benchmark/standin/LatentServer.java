package io.orderstream.benchmark.standin;

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
 * An HTTP server on 127.0.0.1 that answers each request so long after it came, any number of them
 * at once, and counts them.
 */
public abstract class LatentServer implements AutoCloseable {

    private static final int THREADS = 16;

    /** How the names of all its threads begin. */
    private static final String THREAD_NAMES = "stand-in";

    private static final int CHUNK = 256 << 10;

    private final Duration latency;
    private final long bytesPerSecond;
    private final Server server;
    private final ServerConnector connector;
    private final ExecutorService sender =
            Executors.newSingleThreadExecutor(work -> new Thread(work, THREAD_NAMES + "-sender"));
    private final Map<String, LongAdder> requests = new ConcurrentHashMap<>();
    private final LongAdder bytes = new LongAdder();
    private final AtomicLong firstNanos = new AtomicLong();
    private final LongAdder sent = new LongAdder();
    private final AtomicLong lastNanos = new AtomicLong();

    LatentServer(Duration latency) {
        this(latency, Long.MAX_VALUE);
    }

    /** One whose answers come no faster than this on each connection. */
    LatentServer(Duration latency, long bytesPerSecond) {
        this.latency = latency;
        this.bytesPerSecond = bytesPerSecond;
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, 2);
        threads.setName(THREAD_NAMES);
        threads.setDaemon(true);
        server = new Server(threads);
        connector = new ServerConnector(server, 1, 1);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new Answering());
        try {
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException("A stand-in did not start", e);
        }
    }

    /** An answer. */
    record Answer(int status, Map<String, String> headers, ByteBuffer body) {

        static Answer of(int status, Map<String, String> headers, String body) {
            return new Answer(
                    status, headers, ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)));
        }
    }

    /** What kind of request it is, as it is to be counted. */
    abstract String kind(Request request);

    /** Answers it. */
    abstract Answer answer(Request request, String kind, ByteBuffer body);

    /** Where it answers. */
    public final URI endpoint() {
        return URI.create("http://127.0.0.1:" + connector.getLocalPort());
    }

    /** How many requests of each kind came. */
    public final Map<String, Long> requests() {
        Map<String, Long> counts = new TreeMap<>();
        requests.forEach((kind, count) -> counts.put(kind, count.sum()));
        return counts;
    }

    /** How many requests came. */
    public final long total() {
        return requests.values().stream().mapToLong(LongAdder::sum).sum();
    }

    /** How many bytes of bodies came. */
    public final long bytes() {
        return bytes.sum();
    }

    /**
     * When the first request since the last reset came, by {@link System#nanoTime()}; 0 for none.
     */
    public final long firstNanos() {
        return firstNanos.get();
    }

    /** How many bytes of bodies went out. */
    public final long sent() {
        return sent.sum();
    }

    /**
     * When the last answer since the last reset went out, by {@link System#nanoTime()}; 0 for none.
     */
    public final long lastNanos() {
        return lastNanos.get();
    }

    /** Forgets what it counted. */
    public void reset() {
        requests.clear();
        bytes.reset();
        firstNanos.set(0);
        lastNanos.set(0);
        sent.reset();
    }

    private final class Answering extends Handler.Abstract.NonBlocking {

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            long came = System.nanoTime();
            long due = came + latency.toNanos();
            firstNanos.compareAndSet(0, came);
            String kind = kind(request);
            Content.Source.asByteBuffer(
                    request,
                    new Promise<>() {
                        @Override
                        public void succeeded(ByteBuffer body) {
                            requests.computeIfAbsent(kind, any -> new LongAdder()).increment();
                            bytes.add(body.remaining());
                            Answer answer = answer(request, kind, body);
                            at(due, () -> send(answer, due, response, callback));
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
            send(answer.body().duplicate(), 0, start, response, callback);
        }

        private void send(
                ByteBuffer body, long before, long start, Response response, Callback callback) {
            int length = Math.min(CHUNK, body.remaining());
            ByteBuffer chunk = body.slice(body.position(), length);
            body.position(body.position() + length);
            long due = start + (long) ((before + length) * 1e9 / bytesPerSecond);
            at(
                    due,
                    () -> {
                        sent.add(length);
                        lastNanos.accumulateAndGet(System.nanoTime(), Math::max);
                        if (body.hasRemaining()) {
                            response.write(
                                    false,
                                    chunk,
                                    Callback.from(
                                            () ->
                                                    send(
                                                            body,
                                                            before + length,
                                                            start,
                                                            response,
                                                            callback),
                                            callback::failed));
                        } else {
                            response.write(true, chunk, callback);
                        }
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
            throw new IllegalStateException("A stand-in did not stop", e);
        }
    }
}
