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
 * A savepoint of an earlier version of the packaged job, kept beside the tests, and the files that
 * the job had finished when it stopped. All of its state is in the one file {@code _metadata}, as
 * the canonical format keeps it when it is small.
 */
final class KeptSavepoint {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Path RESOURCES =
            Path.of("src", "test", "resources", "io", "orderstream", "acceptance", "journey");

    private static final int MARK_BYTES = Long.BYTES;

    private final Path directory;

    /**
     * One of them.
     *
     * @param name with the version of the job's state, and of Flink
     */
    KeptSavepoint(String name) {
        this.directory = RESOURCES.resolve(name).toAbsolutePath();
    }

    /** Where Flink finds it. */
    String location() {
        return directory.toUri().toString();
    }

    /** The bucket's finished files, by their keys. */
    Map<String, String> files() {
        try {
            return JSON.readValue(
                    directory.resolve("files.json").toFile(), new TypeReference<>() {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Keeps a savepoint, with its marks of duplicates as new as they would be in fifty years: they
     * live for thirty days at most, and this one is to be restored for longer.
     *
     * @param marks how many there are
     * @throws IllegalStateException if there is one of this name: it is not to be changed, but
     *     another one added
     */
    void keep(String savepoint, int marks, Map<String, String> files) {
        if (Files.exists(directory)) {
            throw new IllegalStateException(directory + " is there. Keep another version");
        }
        try {
            byte[] metadata =
                    ofAnotherStream(
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

    /** State that is inline has the name of a file that it never was in, on this machine. */
    private static byte[] withoutPaths(byte[] metadata, String savepoint) {
        String neutral = "file:/" + "-".repeat(savepoint.length() - "file:/".length());
        return new String(metadata, ISO_8859_1).replace(savepoint, neutral).getBytes(ISO_8859_1);
    }

    /**
     * Renames the stream whose positions the source keeps. The emulator forgets its streams: a new
     * stream of the same name refuses the old sequence numbers of a shard that has a record. The
     * job reads a stream that its source does not know from the oldest record.
     */
    private static byte[] ofAnotherStream(byte[] metadata) {
        return new String(metadata, ISO_8859_1)
                .replace("orderstream-Stream", "otherstream-Stream")
                .getBytes(ISO_8859_1);
    }

    /**
     * Moves the time of each mark. In the canonical format a mark is a length of eight and the time
     * in milliseconds.
     */
    private static int renewMarks(ByteBuffer metadata) {
        Instant now = Instant.now();
        long anHourAgo = now.minus(Duration.ofHours(1)).toEpochMilli();
        long yearsAhead = Duration.ofDays(50 * 365).toMillis();
        int renewed = 0;
        for (int i = 0; i + MARK_BYTES < metadata.limit() - Integer.BYTES; i++) {
            int time = i + Integer.BYTES;
            long millis = metadata.getLong(time);
            if (metadata.getInt(i) == MARK_BYTES
                    && millis > anHourAgo
                    && millis <= now.toEpochMilli()) {
                metadata.putLong(time, millis + yearsAhead);
                renewed++;
            }
        }
        return renewed;
    }
}
