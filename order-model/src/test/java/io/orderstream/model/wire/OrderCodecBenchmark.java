package io.orderstream.model.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.orderstream.model.Order;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Compares the order codec with Jackson on the same bytes. {@code ./bench codec} runs it. The class
 * is public for JMH's generated classes.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 4, jvmArgs = "-Xmx512m")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class OrderCodecBenchmark {

    /**
     * The number of orders: a power of two, and so large that the processor cannot learn to predict
     * the branches.
     */
    private static final int ORDERS = 512;

    private static final int LINES_OF_LARGE_ORDER = 12;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** A time after the date of each order. */
    private static final Instant NOW = Instant.parse("2026-11-24T00:00:00Z");

    /**
     * {@code small} is an order like the example in docs/order-format.md. {@code large} is an order
     * with nested lines.
     */
    @Param({"small", "large"})
    public String order;

    private final byte[][] posted = new byte[ORDERS][];
    private final byte[][] records = new byte[ORDERS][];
    private int next;

    @Setup
    public void fill() throws InvalidOrderException {
        for (int i = 0; i < ORDERS; i++) {
            String more = order.equals("small") ? "" : ",\"lines\":[" + lines(i) + "]";
            posted[i] =
                    String.format(
                                    Locale.ROOT,
                                    "{\"order\":{\"accountid\":\"a%d\",\"vendorid\":\"v%d\","
                                            + "\"orderdate\":\"2026-11-23 10:11:12.%06d\","
                                            + "\"details\":{\"coffeetype\":\"Short Black\","
                                            + "\"coffeesize\":\"Small\",\"unitprice\":\"%d.5\","
                                            + "\"quantity\":\"%d\"%s}}}",
                                    i,
                                    i % 100,
                                    i * 7919 % 1_000_000,
                                    3 + i % 5,
                                    1 + i % 9,
                                    more)
                            .getBytes(StandardCharsets.UTF_8);
            records[i] = OrderCodec.formatRecord(OrderCodec.parsePosted(posted[i], NOW));
        }
    }

    private static String lines(int number) {
        return IntStream.range(0, LINES_OF_LARGE_ORDER)
                .mapToObj(
                        line ->
                                String.format(
                                        Locale.ROOT,
                                        "{\"sku\":\"SKU-%d\",\"name\":\"Flat White\","
                                                + "\"price\":%d.25,\"count\":%d,\"gift\":%b,"
                                                + "\"options\":{\"milk\":\"oat\",\"shots\":2,"
                                                + "\"note\":\"sans sucre, très chaud\"}}",
                                        number * 31 + line,
                                        3 + line,
                                        line + 1,
                                        line % 2 == 0))
                .collect(Collectors.joining(","));
    }

    private int next() {
        next = (next + 1) & (ORDERS - 1);
        return next;
    }

    /** Parses a record into Jackson's tree and checks no rule. */
    @Benchmark
    public JsonNode recordToTree() throws IOException {
        return JSON.readTree(records[next()]);
    }

    /** What the job does with the record of an order: parse, validate, and check the id. */
    @Benchmark
    public Order recordToOrder() throws InvalidOrderException {
        return OrderCodec.parseRecord(records[next()], NOW);
    }

    /** Parses a posted order into Jackson's tree and checks no rule. */
    @Benchmark
    public JsonNode postedToTree() throws IOException {
        return JSON.readTree(posted[next()]);
    }

    /** What the ingest function does with a posted order that has a date. */
    @Benchmark
    public Order postedToOrder() throws InvalidOrderException {
        return OrderCodec.parsePosted(posted[next()], NOW);
    }
}
