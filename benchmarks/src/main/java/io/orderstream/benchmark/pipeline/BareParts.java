package io.orderstream.benchmark.pipeline;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.orderstream.benchmark.orders.SampleOrders;
import io.orderstream.model.OrderId;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteOptions;

/**
 * What the job cannot do without, in bare loops around the libraries that do it: nothing of the
 * job, and nothing of Flink.
 *
 * @param parseMicros of one thread on a processor, for Jackson's tokens of an order as generated,
 *     and their texts
 * @param hashMicros for SHA-256 of as many bytes
 * @param markMicros for RocksDB to look for an order's mark, not to find it, and to keep one
 */
record BareParts(double parseMicros, double hashMicros, double markMicros) {

    private static final ThreadMXBean THREAD = ManagementFactory.getThreadMXBean();

    private static final JsonFactory JSON = new JsonFactory();

    /** A key group and a namespace are around the order's id, a time in front of the mark. */
    private static final int KEY_BYTES = 1 + 2 * Long.BYTES + 1;

    private static final byte[] MARK = new byte[10];

    /**
     * Measures them.
     *
     * @param orders how many different ones
     * @param directory for RocksDB's files, on the disk that the job's state is on
     */
    static BareParts measure(int orders, Path directory)
            throws IOException, NoSuchAlgorithmException, RocksDBException {
        byte[][] posted = new byte[orders][];
        byte[][] keys = new byte[orders][];
        for (int i = 0; i < orders; i++) {
            posted[i] = SampleOrders.posted(i);
            keys[i] = key(posted[i]);
        }
        long start = THREAD.getCurrentThreadCpuTime();
        for (byte[] order : posted) {
            if (textsIn(order) == 0) {
                throw new IllegalStateException("An order without members");
            }
        }
        long parsed = THREAD.getCurrentThreadCpuTime();
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        for (byte[] order : posted) {
            sha256.digest(order);
        }
        long hashed = THREAD.getCurrentThreadCpuTime();
        return new BareParts(
                (parsed - start) / 1e3 / orders,
                (hashed - parsed) / 1e3 / orders,
                mark(keys, directory) / 1e3 / orders);
    }

    private static int textsIn(byte[] order) throws IOException {
        int characters = 0;
        try (JsonParser parser = JSON.createParser(order)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.VALUE_STRING) {
                    characters += parser.getText().length();
                }
            }
        }
        return characters;
    }

    private static double mark(byte[][] keys, Path directory) throws RocksDBException {
        RocksDB.loadLibrary();
        // As Flink has it: checkpoints stand in for the log.
        try (Options options = new Options().setCreateIfMissing(true);
                WriteOptions noLog = new WriteOptions().setDisableWAL(true);
                RocksDB state = RocksDB.open(options, directory.toString())) {
            long start = THREAD.getCurrentThreadCpuTime();
            for (byte[] key : keys) {
                if (state.get(key) != null) {
                    throw new IllegalStateException("Two orders with one id");
                }
                state.put(noLog, key, MARK);
            }
            return THREAD.getCurrentThreadCpuTime() - start;
        }
    }

    double micros() {
        return parseMicros + hashMicros + markMicros;
    }

    private static byte[] key(byte[] posted) {
        OrderId id = SampleOrders.parse(posted).id();
        // A key group is a hash of the key.
        return ByteBuffer.allocate(KEY_BYTES)
                .put((byte) id.hashCode())
                .putLong(id.high())
                .putLong(id.low())
                .array();
    }
}
