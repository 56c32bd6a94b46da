package io.orderstream.model.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/**
 * Makes bytes that are not UTF-8, not JSON, not an order, or too many for the job. Also makes
 * orders with random changes, some of which may still be valid.
 */
final class BrokenBytes {

    /** The first bytes of an aggregate of the Kinesis Producer Library. */
    private static final byte[] AGGREGATE = bytes(0xf3, 0x89, 0x9a, 0xc2);

    /** Sequences that are not valid UTF-8: RFC 3629, section 3. */
    private static final byte[][] INVALID_UTF_8 = {
        bytes(0x80),
        bytes(0xff),
        bytes(0xc3),
        bytes(0xe2, 0x98),
        bytes(0xc0, 0x80),
        bytes(0xc1, 0xa1),
        bytes(0xe0, 0x80, 0xaf),
        bytes(0xed, 0xa0, 0x80),
        bytes(0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80),
        bytes(0xf0, 0x80, 0x80, 0xaf),
        bytes(0xf4, 0x90, 0x80, 0x80),
        bytes(0xf7, 0xbf, 0xbf, 0xbf),
        bytes(0xf8, 0x88, 0x80, 0x80, 0x80),
    };

    private BrokenBytes() {}

    static List<Mutation> all() {
        return List.of(
                Mutation.of("nothing", Verdict.NEITHER, (order, random) -> new byte[0])
                        .weighing(20),
                Mutation.of("noise", Verdict.NEITHER, (order, random) -> noise(random, 2_000)),
                Mutation.of(
                        "cut off",
                        Verdict.NEITHER,
                        (order, random) -> {
                            byte[] all = order.bytes();
                            return Arrays.copyOf(all, random.nextInt(all.length));
                        }),
                Mutation.of("compressed", Verdict.NEITHER, (order, any) -> gzip(order.bytes())),
                Mutation.of(
                        "two byte order marks",
                        Verdict.NEITHER,
                        (order, any) ->
                                join(bytes(0xef, 0xbb, 0xbf, 0xef, 0xbb, 0xbf), order.bytes())),
                Mutation.of("another encoding", Verdict.NEITHER, BrokenBytes::encoded),
                Mutation.of("invalid UTF-8 in a text", Verdict.NEITHER, BrokenBytes::invalidUtf8),
                Mutation.of(
                        "invalid UTF-8 in a name", Verdict.NEITHER, BrokenBytes::invalidUtf8InName),
                Mutation.of(
                        "an added NUL",
                        Verdict.NEITHER,
                        (order, random) -> insert(order.bytes(), bytes(0), random)),
                Mutation.of(
                        "NULs only",
                        Verdict.NEITHER,
                        (order, random) -> new byte[1 + random.nextInt(50)]),
                Mutation.ofText(
                        "something after the order",
                        Verdict.NEITHER,
                        (order, random) ->
                                order
                                        + Chance.of(
                                                random,
                                                "}",
                                                ",",
                                                "{}",
                                                "null",
                                                "\"",
                                                order.toString())),
                Mutation.ofText(
                        "other JSON",
                        Verdict.NEITHER,
                        (order, random) ->
                                Chance.of(
                                        random,
                                        "null",
                                        "[]",
                                        "{}",
                                        "1",
                                        "\"order\"",
                                        "{\"order\":null}",
                                        "{\"order\":[" + order.bare() + "]}",
                                        "[" + order + "]",
                                        "{\"orders\":[" + order.bare() + "]}",
                                        "{\"order\":" + order + "}",
                                        "{\"order\":" + order.bare() + ",\"order\":{}}")),
                Mutation.of("a few bytes changed", Verdict.UNKNOWN, BrokenBytes::changed)
                        .weighing(300),
                Mutation.of("a few bytes removed", Verdict.UNKNOWN, BrokenBytes::shortened)
                        .weighing(200),
                Mutation.of("a few bytes repeated", Verdict.UNKNOWN, BrokenBytes::stretched)
                        .weighing(200),
                Mutation.of(
                        "the first bytes of an aggregate",
                        Verdict.NEITHER,
                        (order, random) -> join(AGGREGATE, noise(random, 200))),
                Mutation.of(
                        "an aggregate of noise",
                        Verdict.NEITHER,
                        (order, random) -> aggregate(noise(random, 200))),
                Mutation.of(
                        "an aggregate with a key index beyond its table of keys",
                        Verdict.NEITHER,
                        (order, random) -> aggregate(keyless(order.bytes()))),
                Mutation.of(
                                "a megabyte of noise",
                                Verdict.NEITHER,
                                (order, random) -> megabyte(random))
                        .weighing(1),
                Mutation.ofText(
                                "a megabyte of blanks and an order",
                                Verdict.NEITHER,
                                (order, any) -> " ".repeat(1_000_000) + order)
                        .weighing(1));
    }

    private static byte[] noise(Random random, int most) {
        byte[] noise = new byte[1 + random.nextInt(most)];
        random.nextBytes(noise);
        return noise;
    }

    private static byte[] megabyte(Random random) {
        // By default, Kinesis accepts at most one mebibyte for a record's data and its partition
        // key together. The key has at most 1,024 bytes.
        byte[] noise = new byte[1024 * 1024 - 1024];
        random.nextBytes(noise);
        return noise;
    }

    private static byte[] encoded(OrderText order, Random random) {
        Charset charset =
                Charset.forName(
                        Chance.of(random, "UTF-16", "UTF-16BE", "UTF-16LE", "UTF-32", "UTF-32LE"));
        return order.toString().getBytes(charset);
    }

    private static byte[] invalidUtf8(OrderText order, Random random) {
        String[] halves = order.detail("odd", "\"a|b\"").toString().split("\\|", 2);
        return around(halves, INVALID_UTF_8[random.nextInt(INVALID_UTF_8.length)]);
    }

    private static byte[] invalidUtf8InName(OrderText order, Random random) {
        String[] halves = order.detail("a|b", "1").toString().split("\\|", 2);
        return around(halves, INVALID_UTF_8[random.nextInt(INVALID_UTF_8.length)]);
    }

    private static byte[] around(String[] halves, byte[] middle) {
        return join(
                halves[0].getBytes(StandardCharsets.UTF_8),
                middle,
                halves[1].getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] changed(OrderText order, Random random) {
        byte[] changed = order.bytes();
        for (int i = random.nextInt(4); i >= 0; i--) {
            changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
        }
        return changed;
    }

    private static byte[] shortened(OrderText order, Random random) {
        byte[] all = order.bytes();
        int from = random.nextInt(all.length);
        int to = Math.min(all.length, from + 1 + random.nextInt(8));
        return join(Arrays.copyOf(all, from), Arrays.copyOfRange(all, to, all.length));
    }

    private static byte[] stretched(OrderText order, Random random) {
        byte[] all = order.bytes();
        int from = random.nextInt(all.length);
        int to = Math.min(all.length, from + 1 + random.nextInt(30));
        return insert(all, Arrays.copyOfRange(all, from, to), random);
    }

    private static byte[] insert(byte[] all, byte[] what, Random random) {
        int at = random.nextInt(all.length + 1);
        return join(Arrays.copyOf(all, at), what, Arrays.copyOfRange(all, at, all.length));
    }

    /** An aggregate with a correct digest, so that a reader tries to unpack it. */
    private static byte[] aggregate(byte[] content) {
        try {
            return join(AGGREGATE, content, MessageDigest.getInstance("MD5").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has MD5", e);
        }
    }

    /**
     * The content of an aggregate in the format of Protocol Buffers. It has one record, whose
     * partition key has the index 7, but no table of partition keys.
     */
    private static byte[] keyless(byte[] data) {
        byte[] record = join(bytes(0x08, 7, 0x1a), varint(data.length), data);
        return join(bytes(0x1a), varint(record.length), record);
    }

    private static byte[] varint(int value) {
        return value < 0x80
                ? bytes(value)
                : join(bytes(0x80 | (value & 0x7f)), varint(value >>> 7));
    }

    private static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to memory cannot fail", e);
        }
        return compressed.toByteArray();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
