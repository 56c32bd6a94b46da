package io.orderstream.model.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Makes valid orders: usual ones, and some that are as unusual as the rules allow. */
final class OddOrders {

    private static final int MAX_DETAILS = 64 * 1024;

    private static final String[] NUMBERS = {
        "0",
        "-0",
        "0e99999",
        "0.000e-99999",
        "1E-130",
        "-1E-130",
        "9.9999999999999999999999999999999999999E+125",
        "-9.9999999999999999999999999999999999999E+125",
        "12345678901234567890123456789012345678",
        "1234567890.1234567890123456789012345678",
        "1.2345678901234567890123456789012345678E-100",
        "1.5E-130",
        "100e123",
        "1.00000000000000000000000000000000000000000000000000",
        "1000000000000000000000000000000000000000000000000000000000",
    };
    private static final String[] PRICES = {
        "0",
        "0.0",
        "\"0\"",
        "-0",
        "999999999999999.999999999",
        "45e-1",
        "\"4.500000000\"",
        "\"1E3\"",
        "0.000000001",
        "4.50000000000000000000000000000000000000000000000000"
    };
    private static final String[] QUANTITIES = {
        "999999999999", "\"999999999999\"", "1.0", "1e3", "\"10E-1\"", "1"
    };
    private static final String[] DATES = {
        "1970-01-01T00:00:00Z",
        "2026-11-23T10:11",
        "2024-02-29 23:59:59.1+18:00",
        "2026-11-23T10:11:12-0530",
        "2026-11-23T10:11:12-05",
        "2026-11-23 10:11+00",
        "2026-11-23t10:11:12.5z",
        "2026-11-23 10:11:12.123456789+05:30"
    };
    private static final String[] TEXTS = {
        "\\u0000",
        "\\ud83d\\ude00",
        "☕🫘",
        "\\u2028\\u2029\\u0085",
        "\\\"\\\\\\/\\b\\f\\n\\r\\t",
        "\u007f",
        "\ufeff",
        "\uffff",
        "\u2028",
        "",
        " ",
        "%s${jndi:x}<script>'--",
        "\u202e"
    };

    private OddOrders() {}

    static List<Mutation> all() {
        return List.of(
                Mutation.ofText("no change", Verdict.ORDER, (order, any) -> order.toString())
                        .weighing(800),
                Mutation.ofText("no envelope", Verdict.ORDER, (order, any) -> order.bare()),
                Mutation.ofText("blanks around", Verdict.ORDER, OddOrders::blanks),
                Mutation.ofText(
                        "byte order mark",
                        Verdict.ORDER,
                        (order, random) -> "\ufeff" + blanks(order, random)),
                Mutation.ofText(
                        "odd number",
                        Verdict.ORDER,
                        (order, random) ->
                                order.detail("odd", Chance.of(random, NUMBERS)).toString()),
                Mutation.ofText(
                        "odd price",
                        Verdict.ORDER,
                        (order, random) ->
                                order.detail("unitprice", Chance.of(random, PRICES)).toString()),
                Mutation.ofText(
                        "odd quantity",
                        Verdict.ORDER,
                        (order, random) ->
                                order.detail("quantity", Chance.of(random, QUANTITIES)).toString()),
                Mutation.ofText(
                        "odd date",
                        Verdict.ORDER,
                        (order, random) ->
                                order.member("orderdate", '"' + Chance.of(random, DATES) + '"')
                                        .toString()),
                Mutation.ofText(
                        "idempotency key",
                        Verdict.ORDER,
                        (order, random) ->
                                order.member(
                                                "idempotencykey",
                                                Chance.of(random, EventMutations.KEYS))
                                        .toString()),
                Mutation.ofText(
                        "odd text",
                        Verdict.ORDER,
                        (order, random) ->
                                order.detail("odd", '"' + Chance.of(random, TEXTS) + '"')
                                        .detail("name " + Chance.of(random, TEXTS), "null")
                                        .toString()),
                Mutation.ofText(
                        "nested as deep as allowed",
                        Verdict.ORDER,
                        (order, random) ->
                                order.detail("odd", Chance.nested(random, 29)).toString()),
                Mutation.ofText("names that collide", Verdict.ORDER, OddOrders::collidingNames)
                        .weighing(20),
                Mutation.ofText("longest ids", Verdict.ORDER, OddOrders::longestIds),
                Mutation.ofText(
                                "a thousand members",
                                Verdict.ORDER,
                                (order, random) -> manyMembers(order, 1_000))
                        .weighing(5),
                Mutation.ofText("largest details", Verdict.ORDER, OddOrders::largest).weighing(5));
    }

    private static String blanks(OrderText order, Random random) {
        return Chance.of(random, " ", "\n\n", "\r\n\t ") + order + Chance.of(random, "", " ", "\n");
    }

    private static String longestIds(OrderText order, Random random) {
        String rest = "._@:|+-".repeat(17) + "x".repeat(6) + random.nextInt(10);
        return order.member("accountid", "\"AZ" + rest + '"')
                .member("vendorid", "\"09" + rest + '"')
                .toString();
    }

    /**
     * Adds names that collide in one of Jackson's two tables of names. Jackson has a table for
     * input in bytes, and a table for input in characters. Many orders with such names fill the
     * overflow area of a table.
     */
    private static String collidingNames(OrderText order, Random random) {
        List<String> names =
                random.nextInt(4) == 0
                        ? CollidingNames.inText(CollidingNames.NAMES_OF_AN_ORDER)
                        : CollidingNames.inBytes(
                                random.nextInt(1_000_000), CollidingNames.NAMES_OF_AN_ORDER);
        return order.moreDetails(CollidingNames.members(names)).toString();
    }

    private static String manyMembers(OrderText order, int howMany) {
        StringBuilder members = new StringBuilder();
        for (int i = 0; i < howMany; i++) {
            members.append(",\"m").append(i).append("\":[]");
        }
        return order.moreDetails(members.toString()).toString();
    }

    /** Details of exactly 64 KiB, filled with a character of one, two, three or four bytes. */
    private static String largest(OrderText order, Random random) {
        String character = Chance.of(random, "x", "é", "☕", "🫘");
        int used = order.detail("odd", "\"\"").details().length();
        int width = character.getBytes(StandardCharsets.UTF_8).length;
        int left = MAX_DETAILS - used;
        return order.detail(
                        "odd",
                        '"' + "x".repeat(left % width) + character.repeat(left / width) + '"')
                .toString();
    }
}
