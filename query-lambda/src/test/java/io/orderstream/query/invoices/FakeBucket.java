package io.orderstream.query.invoices;

import io.orderstream.lambda.http.UnavailableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A bucket in memory that remembers its requests. */
public final class FakeBucket implements InvoiceBucket {

    /** The time at which addresses are signed. */
    public static final Instant NOW = Instant.parse("2026-11-23T10:20:00Z");

    private final NavigableMap<String, String> contents = new ConcurrentSkipListMap<>();
    private final Map<String, Long> sizes = new TreeMap<>();
    private final Map<String, String> types = new TreeMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private Consumer<String> whenAsked = request -> {};
    private boolean down;

    public FakeBucket put(String key, String content) {
        contents.put(key, content);
        return this;
    }

    /** From now on, lists report this size for the object. */
    public void reportSize(String key, long bytes) {
        sizes.put(key, bytes);
    }

    /** From now on, all requests fail. */
    public void goDown() {
        down = true;
    }

    /** Calls this action before each answer, with the request in the form of {@link #requests}. */
    public void whenAsked(Consumer<String> action) {
        whenAsked = action;
    }

    /**
     * All requests before {@link #goDown}, in the sequence of arrival: {@code HEAD issued/…},
     * {@code LIST invoices/…}, {@code PUT issued/…} or {@code GET invoices/…}. {@code GET 7
     * invoices/…} asks only for the line that may begin at byte 7.
     */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /** The keys of the archive's files that were read as a whole, in the sequence of the reads. */
    public List<String> opened() {
        return requests.stream()
                .filter(request -> request.startsWith("GET invoices/"))
                .map(request -> request.substring("GET ".length()))
                .toList();
    }

    /** An object's content type and content: {@code text/html …}. */
    public String written(String key) {
        return types.get(key) + " " + contents.get(key);
    }

    @Override
    public boolean exists(String key) {
        request("HEAD", key);
        return contents.containsKey(key);
    }

    @Override
    public List<Entry> list(String prefix) {
        request("LIST", prefix);
        return contents.entrySet().stream()
                .filter(object -> object.getKey().startsWith(prefix))
                .map(object -> new Entry(object.getKey(), size(object)))
                .toList();
    }

    private long size(Map.Entry<String, String> object) {
        return sizes.getOrDefault(object.getKey(), (long) bytes(object.getKey()).length);
    }

    @Override
    public byte[] read(String key) {
        request("GET", key);
        return bytes(key);
    }

    @Override
    public boolean has(String key, long offset, byte[] bytes) {
        request("GET " + offset, key);
        byte[] content = bytes(key);
        int end = (int) Math.min(content.length, offset + bytes.length);
        return offset < end && Arrays.equals(content, (int) offset, end, bytes, 0, bytes.length);
    }

    private byte[] bytes(String key) {
        return contents.get(key).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void write(String key, String contentType, byte[] content) {
        request("PUT", key);
        types.put(key, contentType);
        put(key, new String(content, StandardCharsets.UTF_8));
    }

    @Override
    public SignedUrl sign(String key, Disposition disposition, String fileName, Duration expiry) {
        return new SignedUrl(
                "https://signed/"
                        + key
                        + (disposition == Disposition.INLINE ? "?show=" : "?save=")
                        + fileName,
                NOW.plus(expiry));
    }

    private void request(String method, String key) {
        if (down) {
            throw new UnavailableException("the invoice archive", null);
        }
        requests.add(method + " " + key);
        whenAsked.accept(method + " " + key);
    }
}
