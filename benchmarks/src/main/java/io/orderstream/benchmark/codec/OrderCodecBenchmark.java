package io.orderstream.benchmark.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orderstream.benchmark.orders.SampleOrders;
import io.orderstream.model.Order;
import io.orderstream.model.wire.InvalidOrderException;
import io.orderstream.model.wire.OrderCodec;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The order codec, and Jackson with the same bytes. Public for JMH, which writes classes that call
 * it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class OrderCodecBenchmark {

    /** A power of two; so many different orders in turn, so that none is known by heart. */
    private static final int ORDERS = 512;

    private static final JsonMapper BARE = JsonMapper.builder().build();

    /** {@code small} is an order as the existing client's, {@code large} has nested lines. */
    @Param({"small", "large"})
    public String order;

    /** After every order's date. */
    private static final Instant NOW = Instant.parse("2026-11-24T00:00:00Z");

    private final byte[][] posted = new byte[ORDERS][];
    private final byte[][] records = new byte[ORDERS][];
    private final byte[][] hashed = new byte[ORDERS][];
    private final Order[] orders = new Order[ORDERS];
    private final JsonNode[] trees = new JsonNode[ORDERS];
    private MessageDigest sha256;
    private int next;

    @Setup(Level.Trial)
    public void fill() throws IOException, NoSuchAlgorithmException {
        sha256 = MessageDigest.getInstance("SHA-256");
        for (int i = 0; i < ORDERS; i++) {
            posted[i] = posted(order, i * 7919L);
            records[i] = record(order, i * 7919L);
            orders[i] = SampleOrders.parse(records[i]);
            trees[i] = BARE.readTree(records[i]);
            hashed[i] = hashed(records[i]);
        }
    }

    /** An order of this size as the client posts it. */
    static byte[] posted(String order, long number) {
        return order.equals("small")
                ? SampleOrders.posted(number)
                : SampleOrders.largePosted(number);
    }

    /** The same as the stream has it. */
    static byte[] record(String order, long number) {
        return order.equals("small")
                ? SampleOrders.record(number)
                : SampleOrders.largeRecord(number);
    }

    /** As many bytes as a record's canonical form has: it is the record's order without its id. */
    static byte[] hashed(byte[] record) throws IOException {
        ObjectNode order = (ObjectNode) BARE.readTree(record).required("order");
        order.remove("orderid");
        return BARE.writeValueAsBytes(order);
    }

    private int next() {
        next = (next + 1) & (ORDERS - 1);
        return next;
    }

    /** The floor: bytes to Jackson's tree, nothing looked at. */
    @Benchmark
    public JsonNode bareParse() throws IOException {
        return BARE.readTree(records[next()]);
    }

    /** The floor of the id: SHA-256 of as many bytes as the canonical form has. */
    @Benchmark
    public byte[] bareHash() throws CloneNotSupportedException {
        return ((MessageDigest) sha256.clone()).digest(hashed[next()]);
    }

    /** The floor of what the ingest function does: what the client posts to Jackson's tree. */
    @Benchmark
    public JsonNode barePosted() throws IOException {
        return BARE.readTree(posted[next()]);
    }

    /** What the ingest function does with what the client posts, which has a date. */
    @Benchmark
    public Order parsePosted() throws InvalidOrderException {
        return OrderCodec.parsePosted(posted[next()], NOW);
    }

    /** What the job does with a record that another producer put, written as it would post it. */
    @Benchmark
    public Order parseForeign() throws InvalidOrderException {
        return OrderCodec.parseRecord(posted[next()], NOW);
    }

    /** What the job does with each record: parse, validate, derive the id and compare it. */
    @Benchmark
    public Order parseRecord() throws InvalidOrderException {
        return OrderCodec.parseRecord(records[next()], NOW);
    }

    /** The floor of the way back: Jackson's tree to bytes. */
    @Benchmark
    public byte[] bareFormat() throws IOException {
        return BARE.writeValueAsBytes(trees[next()]);
    }

    /** What the ingest function does with each order. */
    @Benchmark
    public byte[] formatRecord() {
        return OrderCodec.formatRecord(orders[next()]);
    }
}
