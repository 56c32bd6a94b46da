package io.orderstream.model.fuzz;

import java.util.List;
import java.util.Random;

/**
 * Makes texts that look like orders but break a rule for orders. Most of them are well-formed JSON.
 */
final class BrokenOrders {

    private static final String[] NUMBERS = {
        "1E126",
        "-1E126",
        "9.9E-131",
        "1E2147483647",
        "100e2147483647",
        "-3000e2147483640",
        "100e-2147483640",
        "1e99999999999",
        "1e-99999999999",
        "123456789012345678901234567890123456789",
        "1.23456789012345678901234567890123456789",
        "9".repeat(199),
        "9".repeat(1_001),
        "1." + "0".repeat(150_000),
        "NaN",
        "Infinity",
        "-",
        "0x10",
        "01",
        "1.",
        ".5",
        "+1"
    };
    private static final String[] PRICES = {
        "-1",
        "\"-0.01\"",
        "1E15",
        "0.0000000001",
        "\"\"",
        "\" 1\"",
        "\"1,5\"",
        "\"١\"",
        "\"1e99999999999\"",
        "\"NaN\"",
        "null",
        "true",
        "[1]",
        "{}",
        "1e400",
        "\"" + "9".repeat(10_000) + "\""
    };
    private static final String[] QUANTITIES = {
        "0", "-1", "1.5", "1000000000000", "\"0\"", "\"\"", "1e12", "null", "[]", "1e-1", "\"1.5\""
    };
    private static final String[] DATES = {
        "\"\"",
        "\"yesterday\"",
        "1764000000",
        "null",
        "\"2026-02-30T00:00:00Z\"",
        "\"2026-11-23T24:00:00Z\"",
        "\"2026-11-23T10:11:60Z\"",
        "\"1969-12-31T23:59:59Z\"",
        "\"10000-01-01T00:00:00Z\"",
        "\"9999-12-31T23:59:59-18:00\"",
        "\"9999-12-31T23:59:59.999999999Z\"",
        "\"2099-01-01T00:00:00Z\"",
        "\"2026-11-23T10:11:12.1234567890Z\"",
        "\"2026-11-23  10:11:12Z\"",
        "\"２０２６-11-23T10:11:12Z\""
    };
    private static final String[] IDS = {
        "\"\"",
        "\"a#b\"",
        "\"a/b\"",
        "\"a$b\"",
        "\"../x\"",
        "\".a\"",
        "\"-a\"",
        "\"a b\"",
        "\"é\"",
        "\"a\\u0000\"",
        "\"🫘\"",
        "\"\\ud800\"",
        "null",
        "7",
        "[]",
        "{}",
        "\"" + "a".repeat(129) + "\"",
        "\"a\\n\""
    };
    private static final String[] ORDER_IDS = {
        "\"\"",
        "null",
        "\"019aafd1-3b4c-8f21-9c3e-5d2b7a1f0e6d\"",
        "\"019AAFD1-3B4C-8F21-9C3E-5D2B7A1F0E6D\"",
        "\"019aafd1-3b4c-4f21-9c3e-5d2b7a1f0e6d\"",
        "1"
    };
    private static final String[] LONE_SURROGATES = {
        "\\ud800", "\\udfff", "\\udc00\\ud800", "a\\ud83d", "\\ud83d\\ud83d\\ude00", "\\uDEAD"
    };
    private static final String[] MEMBERS = {"accountid", "vendorid", "orderdate"};

    private BrokenOrders() {}

    static List<Mutation> all() {
        return List.of(
                broken(
                        "number",
                        (order, random) -> order.detail("odd", Chance.of(random, NUMBERS))),
                broken(
                        "price",
                        (order, random) -> order.detail("unitprice", Chance.of(random, PRICES))),
                broken(
                        "quantity",
                        (order, random) -> order.detail("quantity", Chance.of(random, QUANTITIES))),
                broken(
                        "date",
                        (order, random) -> order.member("orderdate", Chance.of(random, DATES))),
                broken(
                        "idempotency key",
                        (order, random) ->
                                order.member(
                                        "idempotencykey",
                                        Chance.of(random, EventMutations.BAD_KEYS))),
                broken(
                        "account",
                        (order, random) -> order.member("accountid", Chance.of(random, IDS))),
                broken(
                        "vendor",
                        (order, random) -> order.member("vendorid", Chance.of(random, IDS))),
                broken(
                        "wrong orderid",
                        (order, random) -> order.member("orderid", Chance.of(random, ORDER_IDS))),
                broken(
                        "missing member",
                        (order, random) -> order.without(Chance.of(random, MEMBERS))),
                broken(
                        "missing detail",
                        (order, random) ->
                                order.withoutDetail(Chance.of(random, "unitprice", "quantity"))),
                broken(
                        "details that are missing, empty or not an object",
                        (order, random) ->
                                order.member(
                                        "details",
                                        Chance.of(random, "", "null", "[]", "\"{}\"", "1", "{}"))),
                broken("unknown member", BrokenOrders::unknownMember),
                broken("duplicate key", BrokenOrders::duplicateKey),
                broken(
                        "a lone surrogate in a text",
                        (order, random) ->
                                order.detail(
                                        "odd", '"' + Chance.of(random, LONE_SURROGATES) + '"')),
                broken(
                        "a lone surrogate in a name",
                        (order, random) -> order.detail(Chance.of(random, LONE_SURROGATES), "1")),
                broken("empty name", (order, random) -> order.detail("", "1")),
                broken(
                        "one level too deep",
                        (order, random) -> order.detail("odd", Chance.nested(random, 30))),
                broken(
                        "2 to 101 levels too deep",
                        (order, random) ->
                                order.detail(
                                        "odd", Chance.nested(random, 31 + random.nextInt(100)))),
                broken(
                                "nested 50,000 levels deep",
                                (order, random) ->
                                        order.detail("odd", Chance.nested(random, 50_000)))
                        .weighing(3),
                broken(
                                "5,000 members with the same invalid name and number",
                                (order, random) ->
                                        order.moreDetails(",\"\\ud800\":1E999".repeat(5_000)))
                        .weighing(3),
                broken(
                                "details that are one byte too long",
                                (order, random) -> order.detail("odd", large(order, 64 * 1024 + 1)))
                        .weighing(5),
                broken(
                                "details that are far too long, in a record that is not too large",
                                (order, random) -> order.detail("odd", large(order, 250_000)))
                        .weighing(3),
                broken(
                                "details too large for an item of the table (400 KB)",
                                (order, random) -> order.detail("odd", large(order, 410_000)))
                        .weighing(2));
    }

    private interface Breaking {
        OrderText apply(OrderText order, Random random);
    }

    private static Mutation broken(String name, Breaking breaking) {
        return Mutation.ofText(
                name, Verdict.NEITHER, (order, random) -> breaking.apply(order, random).toString());
    }

    /**
     * Adds a member with one of several unknown names. The path of its problem has only the first
     * 100 characters of the name. In two of the names, the 100th character is the first half of a
     * surrogate pair.
     */
    private static OrderText unknownMember(OrderText order, Random random) {
        String name =
                Chance.of(
                        random,
                        "more",
                        "",
                        "\\u0000",
                        "Details",
                        "x".repeat(99) + "🫘",
                        "x".repeat(99) + "\\ud83e\\uded8",
                        "\\ud800",
                        "🫘".repeat(300));
        return order.member(name, "1");
    }

    private static OrderText duplicateKey(OrderText order, Random random) {
        switch (random.nextInt(4)) {
            case 0:
                return order.more(",\"accountid\":\"fuzz-2\"");
            case 1:
                return order.moreDetails(",\"unitprice\":\"1\"");
            case 2:
                return order.detail("odd", "[{\"a\":1,\"b\":2,\"a\":1}]");
            default:
                return order.detail("odd", "{\"\\ud800\":1,\"\\ud800\":2}");
        }
    }

    /**
     * A value for the member {@code odd} of the details: a JSON string, so long that the details
     * have exactly this many bytes.
     */
    private static String large(OrderText order, int bytes) {
        return '"' + "x".repeat(bytes - order.detail("odd", "\"\"").details().length()) + '"';
    }
}
