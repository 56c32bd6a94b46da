package io.orderstream.query;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.lambda.fixture.Event;
import io.orderstream.model.Money;
import io.orderstream.model.Order;
import io.orderstream.model.OrderLife;
import io.orderstream.model.ReceivedEvent;
import io.orderstream.model.ReceivedOrder;
import io.orderstream.model.storage.IssuedDocument;
import io.orderstream.model.wire.InvalidOrderException;
import io.orderstream.model.wire.OrderCodec;
import io.orderstream.model.wire.OrderDocument;
import io.orderstream.query.invoices.FakeBucket;
import io.orderstream.query.orders.DynamoDbOrderStore;
import io.orderstream.query.orders.IndexedTable;
import io.orderstream.query.orders.StoredEvents;
import io.orderstream.query.orders.StoredOrder;
import io.orderstream.query.orders.StoredOrders;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The document of an order is the same in the archive and in the JSON invoice, byte for byte. The
 * answers of the API have the same bytes, with the order's state added at the end.
 */
class SameDocumentTest {

    private static final Instant ARRIVAL = Instant.parse("2026-11-23T10:11:12.480Z");

    private static final List<String> NUMBERS =
            List.of(
                    "0",
                    "-0",
                    "0.0",
                    "1.50",
                    "0.250",
                    "1E+2",
                    "1e-7",
                    "-12.00e3",
                    "1E-130",
                    "9.9E+125",
                    "12345678901234567890.123456789012345678",
                    "100000000000000000000");
    private static final List<String> CHARACTERS =
            List.of(
                    "a",
                    "Z",
                    "7",
                    " ",
                    "\\\"",
                    "\\\\",
                    "\\/",
                    "/",
                    "\\n",
                    "\\u0000",
                    "\\u001f",
                    "\\u00e9",
                    "é",
                    "☕",
                    "\\u2028",
                    "\u2028",
                    "\\ud83d\\ude00",
                    "🫘",
                    "<",
                    "&",
                    "'",
                    "\u007f");
    private static final List<String> PRICES =
            List.of("4.5", "\"4.50\"", "0", "1E3", "\"999999999999999.999999999\"", "0.000000001");
    private static final List<String> QUANTITIES = List.of("1", "\"2\"", "1e3", "999999999999");
    private static final List<String> DATES =
            List.of(
                    "2026-11-23T10:11",
                    "2026-11-23 10:11:12.123456789+05:30",
                    "1970-01-01T00:00:00Z",
                    "2026-11-23t10:11:12.5z");

    @Property(tries = 500)
    void theArchive_theJsonInvoice_andTheAnswersOfTheApi_haveTheSameDocument(@ForAll long seed)
            throws InvalidOrderException {
        Random random = new Random(seed);
        Order order = OrderCodec.parsePosted(postedOrder(random).getBytes(UTF_8), ARRIVAL);
        ReceivedOrder received =
                new ReceivedOrder(order, ARRIVAL.plusNanos(random.nextInt(2_000_000_000)));
        IndexedTable table = new IndexedTable();
        StoredOrder stored = new StoredOrder(received, StoredOrders.FOLDER, 0, 0);
        table.put(item(stored, random));
        byte[] line = OrderDocument.line(received);
        List<ReceivedEvent> events = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            ReceivedEvent event =
                    random.nextBoolean()
                            ? StoredEvents.cancelled(stored, i)
                            : StoredEvents.fulfilled(stored, i);
            events.add(event);
            table.put(StoredEvents.item(event));
        }
        FakeBucket bucket =
                new FakeBucket()
                        .put(StoredOrders.FOLDER + "part-u-0.jsonl", new String(line, UTF_8));
        QueryHandler handler =
                Handlers.over(
                        new DynamoDbOrderStore(table, "orders", Handlers.farDeadline()), bucket);

        String document = new String(line, 0, line.length - 1, UTF_8);
        OrderLife life = OrderLife.of(received, events);
        String withState =
                StoredOrders.withState(
                        document,
                        "\"status\":\"%s\",\"version\":%s,\"refunded\":\"0\",\"net\":\"%s\""
                                .formatted(
                                        life.status().text(),
                                        life.version(),
                                        Money.plain(life.net())));
        assertThat(answer("GET /order", order, handler)).isEqualTo("{\"order\":" + withState + "}");
        assertThat(answer("GET /order/events", order, handler))
                .startsWith("{\"order\":" + withState + ",\"events\":[");
        assertThat(answer("GET /orders", order, handler))
                .isEqualTo("{\"orders\":[" + withState + "]}");
        assertThat(answer("GET /invoice", order, handler)).startsWith("{\"url\":");
        assertThat(
                        bucket.written(
                                IssuedDocument.JSON.key(
                                        order.account(), order.vendor(), order.id())))
                .isEqualTo("application/json " + document);
        assertThat(OrderDocument.parse(document)).isEqualTo(received);
    }

    private static String answer(String route, Order order, QueryHandler handler) {
        Event query =
                Event.of("get-order.json").route(route).with("accountid", order.account().value());
        switch (route) {
            case "GET /order" -> query.with("vendorid", order.vendor().value());
            case "GET /order/events" ->
                    query.with("vendorid", order.vendor().value())
                            .with("orderid", order.id().value());
            default -> query.without("vendorid");
        }
        String answer = Handlers.send(query, handler);
        return answer.substring(answer.indexOf('\n') + 1);
    }

    /**
     * The order's item. DynamoDB may return a number in another form than the job wrote. So in
     * about half of the items, a number that ends with zeros has an exponent, such as 1E+3 for
     * 1000.
     */
    private static Map<String, AttributeValue> item(StoredOrder stored, Random random) {
        Map<String, AttributeValue> item = StoredOrders.item(stored);
        if (random.nextBoolean()) {
            for (String name : List.of("unitprice", "quantity", "total")) {
                BigDecimal number = new BigDecimal(item.get(name).n());
                item.put(name, AttributeValue.fromN(number.stripTrailingZeros().toString()));
            }
        }
        return item;
    }

    private static String postedOrder(Random random) {
        List<String> details = new ArrayList<>();
        details.add("\"unitprice\":" + any(PRICES, random));
        details.add("\"quantity\":" + any(QUANTITIES, random));
        for (int i = random.nextInt(6); i > 0; i--) {
            details.add("\"" + i + characters(random) + "\":" + value(random, 3));
        }
        return "{\"order\":{"
                + String.join(
                        ",",
                        shuffled(
                                List.of(
                                        "\"accountid\":\"a1\"",
                                        "\"vendorid\":\"v|1+\"",
                                        "\"orderdate\":\"" + any(DATES, random) + "\"",
                                        "\"details\":{"
                                                + String.join(" , ", shuffled(details, random))
                                                + "}"),
                                random))
                + "}}";
    }

    private static String value(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? 4 : 6)) {
            case 0 -> any(NUMBERS, random);
            case 1 -> any(List.of("true", "false", "null"), random);
            case 2, 3 -> "\"" + characters(random) + "\"";
            case 4 -> "[" + value(random, depth - 1) + ", " + value(random, depth - 1) + "]";
            default ->
                    "{\"b"
                            + characters(random)
                            + "\": "
                            + value(random, depth - 1)
                            + ",\"a\":"
                            + value(random, depth - 1)
                            + "}";
        };
    }

    private static String characters(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            text.append(any(CHARACTERS, random));
        }
        return text.toString();
    }

    private static String any(List<String> some, Random random) {
        return some.get(random.nextInt(some.size()));
    }

    private static List<String> shuffled(List<String> some, Random random) {
        List<String> shuffled = new ArrayList<>(some);
        Collections.shuffle(shuffled, random);
        return shuffled;
    }
}
