package io.orderstream.query;

import io.orderstream.model.api.UnavailableException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A bucket in memory that remembers which objects were read. */
final class FakeBucket implements InvoiceBucket {

    /** When the signed addresses are made. */
    static final Instant NOW = Instant.parse("2026-11-23T10:20:00Z");

    private final TreeMap<String, String> contents = new TreeMap<>();
    private final Map<String, Instant> modified = new TreeMap<>();
    private final Map<String, String> types = new TreeMap<>();
    private final List<String> opened = new ArrayList<>();
    private final List<String> started = Collections.synchronizedList(new ArrayList<>());
    private boolean down;
    private boolean large;

    FakeBucket put(String key, Instant lastModified, String content) {
        contents.put(key, content);
        modified.put(key, lastModified);
        return this;
    }

    /** One with the same objects, of which none was read. */
    FakeBucket withoutItsPast() {
        FakeBucket copy = new FakeBucket();
        copy.large = large;
        contents.forEach((key, content) -> copy.put(key, modified.get(key), content));
        return copy;
    }

    /** Of each object is said that it is more than is read if it need not be. */
    FakeBucket saidToBeLarge(boolean large) {
        this.large = large;
        return this;
    }

    private long size(String key) {
        return large ? 100L << 20 : contents.get(key).length();
    }

    void goDown() {
        down = true;
    }

    /** Keys of the objects that were read, in that order. */
    List<String> opened() {
        return List.copyOf(opened);
    }

    /** Keys of the objects of which the start was read, sorted: several are at once. */
    List<String> started() {
        return started.stream().sorted().toList();
    }

    /** An object's type and content: {@code text/html …}. */
    String written(String key) {
        return types.get(key) + " " + contents.get(key);
    }

    /** It takes no time. */
    @Override
    public InvoiceBucket within(Deadline deadline) {
        return this;
    }

    @Override
    public boolean exists(String key) {
        requireUp();
        return contents.containsKey(key);
    }

    @Override
    public List<Entry> list(String prefix) {
        requireUp();
        return contents.keySet().stream()
                .filter(key -> key.startsWith(prefix))
                .map(key -> new Entry(key, modified.get(key), size(key)))
                .toList();
    }

    @Override
    public InputStream open(String key) {
        opened.add(key);
        return new ByteArrayInputStream(contents.get(key).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public byte[] start(String key, int bytes) {
        started.add(key);
        byte[] content = contents.get(key).getBytes(StandardCharsets.UTF_8);
        return Arrays.copyOf(content, Math.min(bytes, content.length));
    }

    @Override
    public void write(String key, String contentType, byte[] content) {
        types.put(key, contentType);
        put(key, NOW, new String(content, StandardCharsets.UTF_8));
    }

    @Override
    public SignedUrl sign(String key, String fileName, Duration expiry) {
        return new SignedUrl("https://signed/" + key + "?as=" + fileName, NOW.plus(expiry));
    }

    private void requireUp() {
        if (down) {
            throw new UnavailableException("the invoice archive", null);
        }
    }
}
