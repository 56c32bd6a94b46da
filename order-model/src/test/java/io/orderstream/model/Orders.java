package io.orderstream.model;

import io.orderstream.model.wire.InvalidOrderException;
import io.orderstream.model.wire.OrderCodec;
import io.orderstream.model.wire.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/**
 * Orders as JSON for the tests of this module. The methods {@code with…} put the given JSON into an
 * order that is otherwise valid.
 */
public final class Orders {

    /** The time at which the tests post orders. */
    public static final Instant STAMP = Instant.parse("2026-11-23T09:08:07.654321Z");

    /** A time of arrival at which every possible date of an order is accepted. */
    public static final Instant LATE = Instant.parse("9999-12-31T23:59:59.999Z");

    /** The example order of docs/order-format.md, as a client posts it. */
    public static final String COFFEE =
            "{\"order\": {\"accountid\": \"a1\", \"vendorid\": \"v1\","
                    + " \"orderdate\": \"2026-11-23 10:11:12.123456\",\n"
                    + "    \"details\": {\"coffeetype\": \"Short Black\", \"coffeesize\":"
                    + " \"Small\", \"unitprice\": \"4.5\", \"quantity\": \"2\"}}}";

    private Orders() {}

    public static String order(String account, String vendor, String date, String details) {
        return "{\"order\":{\"accountid\":"
                + account
                + ",\"vendorid\":"
                + vendor
                + ",\"orderdate\":"
                + date
                + ",\"details\":"
                + details
                + "}}";
    }

    public static String withDetails(String details) {
        return order("\"a1\"", "\"v1\"", "\"2026-11-23T10:11:12Z\"", details);
    }

    public static String withPrice(String price) {
        return withDetails("{\"unitprice\":" + price + ",\"quantity\":2}");
    }

    public static String withQuantity(String quantity) {
        return withDetails("{\"unitprice\":\"4.5\",\"quantity\":" + quantity + "}");
    }

    public static String withAccount(String account) {
        return order(
                account,
                "\"v1\"",
                "\"2026-11-23T10:11:12Z\"",
                "{\"unitprice\":\"4.5\",\"quantity\":2}");
    }

    public static String withDate(String date) {
        return order("\"a1\"", "\"v1\"", date, "{\"unitprice\":\"4.5\",\"quantity\":2}");
    }

    public static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    public static Order parse(String json) {
        try {
            return OrderCodec.parseRecord(bytes(json), LATE);
        } catch (InvalidOrderException e) {
            throw new AssertionError("Expected a valid order: " + json, e);
        }
    }

    public static List<Problem> problemsOf(String json) {
        return problemsOf(bytes(json));
    }

    public static List<Problem> problemsOf(byte[] bytes) {
        try {
            Order order = OrderCodec.parseRecord(bytes, LATE);
            throw new AssertionError("Expected a refusal, was " + order);
        } catch (InvalidOrderException e) {
            return e.problems();
        }
    }
}
