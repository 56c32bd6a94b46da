package io.orderstream.benchmark.archive;

import io.orderstream.benchmark.Benchmark;
import io.orderstream.benchmark.BenchmarkRun;
import io.orderstream.benchmark.Figures;
import io.orderstream.benchmark.orders.SampleOrders;
import io.orderstream.job.records.PlacedRecord;
import io.orderstream.job.sink.TableItem;
import io.orderstream.model.LogPosition;
import io.orderstream.model.Order;
import io.orderstream.model.Received;
import io.orderstream.model.ReceivedEvent;
import io.orderstream.model.ReceivedOrder;
import io.orderstream.model.storage.ArchiveLayout;
import io.orderstream.model.storage.OrderTable;
import io.orderstream.model.wire.InvalidOrderException;
import io.orderstream.model.wire.RecordCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Measures {@code GET /order} for an order with no, one or 100 events, and {@code GET /orders} for
 * orders with one event each.
 */
public final class EventsBenchmark implements Benchmark {

    private static final Duration DYNAMODB_LATENCY = Duration.ofMillis(5);
    private static final List<Integer> EVENTS = List.of(0, 1, 100);
    private static final int PAGE = 50;
    private static final Instant ARRIVAL = Instant.parse("2026-11-28T10:00:00Z");
    private static final String ACCOUNT = "a1";

    /**
     * One measured request.
     *
     * @param millis time until the answer, in milliseconds
     * @param requests the number of requests to DynamoDB
     */
    private record Read(double millis, long requests) {}

    @Override
    public String name() {
        return "events";
    }

    @Override
    public String title() {
        return "GET /order and GET /orders of orders with events, with a stand-in for DynamoDB";
    }

    @Override
    public Figures measure(BenchmarkRun run) throws IOException {
        Figures figures = new Figures();
        int times = run.pick(500, 5);
        try (QueryFunction function = new QueryFunction(DYNAMODB_LATENCY, Duration.ZERO)) {
            // Warms up: the JVM still compiles during the first calls.
            readOrder(function, 100, run.pick(1_000, 0));
            for (int events : EVENTS) {
                put(figures, "order.with." + events, readOrder(function, events, times));
            }
            readPage(function, run.pick(1_000, 0));
            put(figures, "page", readPage(function, times));
        }
        run.say(
                "GET /order with 100 events %.1f ms, a page %.1f ms",
                figures.get("order.with.100.ms.p50"), figures.get("page.ms.p50"));
        return figures;
    }

    private static List<Read> readOrder(QueryFunction function, int events, int times)
            throws IOException {
        Order order = order(0);
        function.dynamoDb().answerQueriesWith(items(order, events));
        return reads(
                function,
                "/order",
                QueryFunction.parametersOf(order),
                "\\\"version\\\":" + events,
                times);
    }

    /**
     * Reads the first page of an account that has more orders than a page. Each order has one
     * event.
     */
    private static List<Read> readPage(QueryFunction function, int times) throws IOException {
        // The function asks for two items of each order on the page, two items of the next order,
        // and one more item.
        List<Order> newestFirst =
                IntStream.range(0, PAGE + 2)
                        .mapToObj(EventsBenchmark::order)
                        .sorted(
                                Comparator.comparing((Order order) -> order.id().value())
                                        .reversed())
                        .toList();
        List<String> items = new ArrayList<>();
        newestFirst.subList(0, PAGE + 1).forEach(order -> items.addAll(items(order, 1)));
        Order last = newestFirst.get(PAGE + 1);
        items.addAll(items(last, 0));
        String lastKey =
                """
                {"%s":{"S":"%s"},"%s":{"S":"%s"},"%s":{"S":"%s"}}"""
                        .formatted(
                                OrderTable.ACCOUNT_ID,
                                ACCOUNT,
                                OrderTable.ORDER_ID,
                                last.id(),
                                OrderTable.VENDOR_ID_ORDER_ID,
                                OrderTable.sortKey(last.vendor(), last.id()));
        function.dynamoDb().answerQueriesWith(items, lastKey);
        return reads(
                function,
                "/orders",
                "{\"accountid\":\"%s\",\"limit\":\"%s\"}".formatted(ACCOUNT, PAGE),
                "\\\"next\\\":\\\"" + newestFirst.get(PAGE - 1).id(),
                times);
    }

    private static List<Read> reads(
            QueryFunction function, String path, String parameters, String expected, int times)
            throws IOException {
        List<Read> reads = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            function.dynamoDb().reset();
            long start = System.nanoTime();
            String answer = function.get(path, parameters);
            double millis = (System.nanoTime() - start) / 1e6;
            if (!answer.startsWith("{\"statusCode\":200") || !answer.contains(expected)) {
                throw new IllegalStateException("GET " + path + " answered " + answer);
            }
            reads.add(new Read(millis, function.dynamoDb().total()));
        }
        return reads;
    }

    private static void put(Figures figures, String name, List<Read> reads) {
        figures.put(
                name + ".ms.p50",
                Figures.percentile(reads.stream().map(Read::millis).toList(), 50));
        figures.putMedian(name + ".requests", reads, Read::requests);
    }

    private static Order order(int number) {
        return SampleOrders.parse(SampleOrders.posted(number, ACCOUNT));
    }

    /** Returns the item of the order, and the items of this many small refunds. */
    private static List<String> items(Order order, int events) {
        String folder = ArchiveLayout.epochFolder(ARRIVAL, 7, "0");
        List<String> items = new ArrayList<>();
        items.add(item(new ReceivedOrder(order, ARRIVAL), ArchiveLayout.invoicePrefix(folder)));
        for (int number = 0; number < events; number++) {
            items.add(item(refund(order, number), ArchiveLayout.eventPrefix(folder)));
        }
        return items;
    }

    private static String item(Received received, String folder) {
        return TableItem.json(new PlacedRecord(received, folder, 0, 0));
    }

    private static ReceivedEvent refund(Order order, int number) {
        String event =
                """
                {"event":{"type":"refunded","accountid":"%s","vendorid":"%s","orderid":"%s",\
                "eventdate":"%s","amount":"0.01","reason":"cup %s was cold"}}"""
                        .formatted(order.account(), order.vendor(), order.id(), ARRIVAL, number);
        try {
            return (ReceivedEvent)
                    RecordCodec.parse(
                            event.getBytes(StandardCharsets.UTF_8),
                            ARRIVAL,
                            LogPosition.of(Integer.toString(number), 0));
        } catch (InvalidOrderException e) {
            throw new IllegalStateException("A sample event is invalid: " + e.problems(), e);
        }
    }
}
