package io.orderstream.benchmark.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.orderstream.benchmark.orders.SampleOrders;
import io.orderstream.model.Order;
import io.orderstream.model.wire.InvalidOrderException;
import io.orderstream.model.wire.OrderCodec;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The order codec, and Jackson with the same bytes. Public for JMH's generated classes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class OrderCodecBenchmark {

    /** A power of two; so many that the processor cannot learn them. */
    private static final int ORDERS = 512;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** After every order's date. */
    private static final Instant NOW = Instant.parse("2026-11-24T00:00:00Z");

    /** {@code small} is an order as the existing client's, {@code large} has nested lines. */
    @Param({"small", "large"})
    public String order;

    private final byte[][] posted = new byte[ORDERS][];
    private final byte[][] records = new byte[ORDERS][];
    private int next;

    @Setup
    public void fill() {
        for (int i = 0; i < ORDERS; i++) {
            long number = i * 7919L;
            posted[i] =
                    order.equals("small")
                            ? SampleOrders.posted(number)
                            : SampleOrders.largePosted(number);
            records[i] = OrderCodec.formatRecord(SampleOrders.parse(posted[i]));
        }
    }

    private int next() {
        next = (next + 1) & (ORDERS - 1);
        return next;
    }

    /** Jackson's tree of a record, without any rule. */
    @Benchmark
    public JsonNode recordToTree() throws IOException {
        return JSON.readTree(records[next()]);
    }

    /** What the job does with each record: parse, validate, derive the id and compare it. */
    @Benchmark
    public Order recordToOrder() throws InvalidOrderException {
        return OrderCodec.parseRecord(records[next()], NOW);
    }

    /** Jackson's tree of a posted order, without any rule. */
    @Benchmark
    public JsonNode postedToTree() throws IOException {
        return JSON.readTree(posted[next()]);
    }

    /** What the ingest function does with a posted order, which has a date. */
    @Benchmark
    public Order postedToOrder() throws InvalidOrderException {
        return OrderCodec.parsePosted(posted[next()], NOW);
    }
}
