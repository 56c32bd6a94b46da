package io.orderstream.acceptance.journey;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * A savepoint of an earlier version of the packaged job, and the files that the job had finished
 * when it stopped. Both are test resources. Flink's canonical savepoint format keeps small state
 * inline, so all state is in the file {@code _metadata}.
 */
final class KeptSavepoint {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Path RESOURCES =
            Path.of("src", "test", "resources", "io", "orderstream", "acceptance", "journey");

    private static final int MARK_BYTES = Long.BYTES;

    private final Path directory;

    /**
     * The savepoint with this name.
     *
     * @param name the name, with the version of the job's state and of Flink
     */
    KeptSavepoint(String name) {
        this.directory = RESOURCES.resolve(name).toAbsolutePath();
    }

    /** The URI of the savepoint, for Flink. */
    String location() {
        return directory.toUri().toString();
    }

    /** The content of the bucket's finished files, by key. */
    Map<String, String> files() {
        try {
            return JSON.readValue(
                    directory.resolve("files.json").toFile(), new TypeReference<>() {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Adds a savepoint to the test resources. A mark in the savepoint shows that the job has seen
     * an order or an event. A mark expires after thirty days at most. The tests need the marks for
     * longer, so this method moves their times fifty years ahead.
     *
     * @param savepoint the URI of the savepoint that Flink has written
     * @param marks the number of marks in the savepoint
     * @param files the content of the bucket's finished files, by key
     * @throws IllegalStateException if a savepoint of this name exists, since a kept savepoint is
     *     never changed; or if {@code savepoint} has another number of marks
     */
    void keep(String savepoint, int marks, Map<String, String> files) {
        if (Files.exists(directory)) {
            throw new IllegalStateException(directory + " exists. Use the name of a new version");
        }
        try {
            byte[] metadata =
                    withRenamedStream(
                            withoutPaths(
                                    Files.readAllBytes(
                                            Path.of(URI.create(savepoint)).resolve("_metadata")),
                                    savepoint));
            int renewed = renewMarks(ByteBuffer.wrap(metadata));
            if (renewed != marks) {
                throw new IllegalStateException("Found " + renewed + " marks, not " + marks);
            }
            Files.createDirectories(directory);
            Files.write(directory.resolve("_metadata"), metadata);
            JSON.writerWithDefaultPrettyPrinter()
                    .writeValue(directory.resolve("files.json").toFile(), new TreeMap<>(files));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Replaces the path of the savepoint, which is a path of this machine. For each piece of state,
     * the metadata has the name of a file below this path, even if the state is in the metadata and
     * there is no such file.
     */
    private static byte[] withoutPaths(byte[] metadata, String savepoint) {
        String neutral = "file:/" + "-".repeat(savepoint.length() - "file:/".length());
        return new String(metadata, ISO_8859_1).replace(savepoint, neutral).getBytes(ISO_8859_1);
    }

    /**
     * Renames the stream in the state of the source. Each run of the emulator has a new stream. The
     * sequence numbers of the savepoint do not exist in the new stream: the emulator refuses them
     * as soon as the shard of the new stream has a record, and then the job fails. With another
     * name in the state, the job starts to read the new stream at its oldest record.
     */
    private static byte[] withRenamedStream(byte[] metadata) {
        return new String(metadata, ISO_8859_1)
                .replace("orderstream-Stream", "otherstream-Stream")
                .getBytes(ISO_8859_1);
    }

    /**
     * Moves the time of each mark: the time at which the job first saw the order or event. In
     * Flink's canonical savepoint format, the mark of an order is stored in two parts: the length
     * 8, and the time in milliseconds. The mark of an event is a value in a map. It is stored in
     * three parts: the length 9, then a byte that says whether the value is null, and then the
     * time. This method finds the marks by their bytes: a length, and then a time within the last
     * hour.
     *
     * @return the number of marks that were found
     */
    private static int renewMarks(ByteBuffer metadata) {
        return renewMarks(metadata, MARK_BYTES) + renewMarks(metadata, 1 + MARK_BYTES);
    }

    private static int renewMarks(ByteBuffer metadata, int valueBytes) {
        Instant now = Instant.now();
        long anHourAgo = now.minus(Duration.ofHours(1)).toEpochMilli();
        long yearsAhead = Duration.ofDays(50 * 365).toMillis();
        int renewed = 0;
        for (int i = 0; i + valueBytes <= metadata.limit() - Integer.BYTES; i++) {
            int time = i + Integer.BYTES + valueBytes - MARK_BYTES;
            long millis = metadata.getLong(time);
            if (metadata.getInt(i) == valueBytes
                    && millis > anHourAgo
                    && millis <= now.toEpochMilli()) {
                metadata.putLong(time, millis + yearsAhead);
                renewed++;
            }
        }
        return renewed;
    }
}
