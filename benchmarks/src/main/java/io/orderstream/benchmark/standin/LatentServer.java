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
 * An HTTP server on 127.0.0.1 in place of an AWS service. It answers each request after a fixed
 * time, any number of requests at once, and counts them.
 */
public abstract class LatentServer implements AutoCloseable {

    private static final int THREADS = 16;
    private static final int CHUNK = 256 << 10;

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
    private final AtomicLong lastNanos = new AtomicLong();

    LatentServer(Duration latency) {
        this(latency, Long.MAX_VALUE);
    }

    /** A server that sends no faster than this on each connection. */
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

    /** The name under which the request is counted: its operation in AWS's JSON protocols. */
    String kind(Request request) {
        String target = String.valueOf(request.getHeaders().get("x-amz-target"));
        return target.substring(target.indexOf('.') + 1);
    }

    /** The answer to a request. */
    abstract Answer answer(Request request, String kind, ByteBuffer body);

    /** Its address. */
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

    /**
     * When the first request since the last reset came, by {@link System#nanoTime()}; 0 for none.
     */
    public final long firstNanos() {
        return firstNanos.get();
    }

    /** This process's processor time at that moment, by {@link ProcessorTime#nanos()}. */
    public final long cpuNanosAtFirst() {
        return cpuAtFirst.get();
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
        firstNanos.set(0);
        cpuAtFirst.set(0);
        lastNanos.set(0);
        sent.reset();
    }

    private final class Answering extends Handler.Abstract.NonBlocking {

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            long came = System.nanoTime();
            long due = came + latency.toNanos();
            if (firstNanos.compareAndSet(0, came)) {
                cpuAtFirst.set(ProcessorTime.nanos());
            }
            String kind = kind(request);
            Content.Source.asByteBuffer(
                    request,
                    new Promise<>() {
                        @Override
                        public void succeeded(ByteBuffer body) {
                            requests.computeIfAbsent(kind, any -> new LongAdder()).increment();
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
            sendChunk(answer.body().slice(), start, response, callback);
        }

        /** Sends the next chunk when all bytes until its end may have been sent. */
        private void sendChunk(ByteBuffer body, long start, Response response, Callback callback) {
            int length = Math.min(CHUNK, body.remaining());
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
                        lastNanos.accumulateAndGet(System.nanoTime(), Math::max);
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
            throw new IllegalStateException("A stand-in did not stop", e);
        }
    }
}
