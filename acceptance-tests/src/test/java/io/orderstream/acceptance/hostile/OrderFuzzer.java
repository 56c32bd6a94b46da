package io.orderstream.acceptance.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * Makes requests that post orders and batches with a few wrong members. Some orders are valid by
 * chance. The API must store each order that it accepts.
 */
final class OrderFuzzer implements RequestFuzzer {

    private final KnownAccounts accounts;

    OrderFuzzer(KnownAccounts accounts) {
        this.accounts = accounts;
    }

    @Override
    public RawRequest next(SeededRandom random) {
        if (random.percent(70)) {
            return new RawRequest("order", "POST", "/order").json(order(random));
        }
        int count = random.percent(3) ? random.pick(0, 499, 501) : 1 + random.below(12);
        StringJoiner orders = new StringJoiner(",", "[", "]");
        for (int i = 0; i < count; i++) {
            // A large batch has small elements that are valid JSON. Otherwise almost every large
            // batch would be refused as a whole, because one of its elements is not JSON.
            orders.add(count > 20 ? "{\"order\":" + random.below(9) + "}" : order(random));
        }
        String batch = random.percent(95) ? orders.toString() : value(random);
        return new RawRequest("batch", "POST", "/orders").json("{\"orders\":" + batch + "}");
    }

    /**
     * The body of a valid order. {@code POST /order} accepts it. {@code POST /orders} refuses it,
     * because it is not a batch.
     */
    byte[] validOrder(SeededRandom random) {
        return ("{\"order\":" + text(members(random), details(random)) + "}").getBytes(UTF_8);
    }

    private String order(SeededRandom random) {
        Map<String, String> members = members(random);
        Map<String, String> details = details(random);
        String more = "";
        for (int i = random.below(3); i >= 0; i--) {
            switch (random.below(7)) {
                case 0 -> members.put(random.pick(List.copyOf(members.keySet())), value(random));
                case 1 ->
                        members.put("\"accountid\"", '"' + accounts.victim(random).account() + '"');
                case 2 -> members.put(name(random), value(random));
                case 3 -> details.put(name(random), value(random));
                case 4 -> details.put(random.pick("\"unitprice\"", "\"quantity\""), number(random));
                case 5 -> members.put("\"orderdate\"", date(random));
                default ->
                        more =
                                ","
                                        + random.pick(List.copyOf(members.keySet()))
                                        + ":"
                                        + value(random);
            }
        }
        String order = text(members, details);
        if (random.percent(10)) {
            order = order.substring(0, order.length() - 1) + more + "}";
        }
        return random.percent(80) ? "{\"order\":" + order + "}" : order;
    }

    private Map<String, String> members(SeededRandom random) {
        Map<String, String> members = new LinkedHashMap<>();
        members.put("\"accountid\"", '"' + accounts.caller().account() + '"');
        members.put("\"vendorid\"", '"' + random.pick(accounts.caller().vendors()) + '"');
        members.put("\"orderdate\"", "\"2026-11-2" + random.below(4) + "T10:11:12Z\"");
        return members;
    }

    private static Map<String, String> details(SeededRandom random) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("\"unitprice\"", random.below(1_000) + "." + random.below(1_000));
        details.put("\"quantity\"", '"' + String.valueOf(1 + random.below(1_000_000)) + '"');
        return details;
    }

    private static String text(Map<String, String> members, Map<String, String> details) {
        List<String> all = new ArrayList<>(namesAndValues(members));
        all.add("\"details\":{" + String.join(",", namesAndValues(details)) + "}");
        return "{" + String.join(",", all) + "}";
    }

    static List<String> namesAndValues(Map<String, String> members) {
        return members.entrySet().stream().map(m -> m.getKey() + ":" + m.getValue()).toList();
    }

    static String name(SeededRandom random) {
        return random.pick(
                "\"\"",
                "\" \"",
                "\"\\u0000\"",
                "\"\\ud800\"",
                "\"\\udc00x\"",
                "\"\\ud83d\\ude00\"",
                "\"__proto__\"",
                "\"constructor\"",
                "\"order\"",
                "\"orders\"",
                "\"orderid\"",
                "\"details\"",
                "\"receivedat\"",
                "\"total\"",
                "\"ACCOUNTID\"",
                "\"account\\u0069d\"",
                "\"a.b[0]\"",
                "\"#\"",
                "\"$\"",
                "\":a\"",
                "\"\u202e\"",
                "\"\\n\\\"\\\\\"",
                "\"@type\"",
                "\"$ref\"",
                '"' + "n".repeat(255) + '"',
                '"' + "n".repeat(60_000) + '"',
                '"' + random.lowerCase(1 + random.below(12)) + '"');
    }

    static String value(SeededRandom random) {
        return random.pick(
                "null",
                "true",
                "{}",
                "[]",
                "[[]]",
                "{\"\":{}}",
                "[{},null]",
                "\"\"",
                "\"\\u0000\"",
                "\" \"",
                "\"\\ud800\"",
                "\"\\ud83d\"",
                "\"\\ude00\\ud83d\"",
                "\"\\u00e9\\u0301\"",
                "\"\u202e\ufeff\"",
                "\"a#b\"",
                "\"a/b\"",
                "\"a$b\"",
                "\"../../x\"",
                "\"..\"",
                "\"a\\u002fb\"",
                "\"a\\nb\"",
                "\"" + "a".repeat(128) + "\"",
                "\"" + "a".repeat(129) + "\"",
                "\"a@b.c:d-e_f\"",
                "\"<script>alert(1)</script>\"",
                "\"{{details}}\"",
                "\"${jndi:ldap:x}\"",
                "\"%s%n\"",
                "\"01a207e3-627b-8a1f-b4ba-f587d21b0fba\"",
                "\"" + "\u2615\ud83d\ude00".repeat(random.below(9_000)) + "\"",
                "\"" + "x".repeat(random.below(70_000)) + "\"",
                "[".repeat(random.below(120)) + "]".repeat(5),
                nested("[", "]", random.below(110)),
                nested("{\"a\":", "}", random.below(110)),
                "[" + "0,".repeat(random.below(20_000)) + "0]",
                "[" + "{},".repeat(random.below(10_000)) + "1e999]",
                "{\"S\":\"x\"}",
                "{\"N\":\"1\"}",
                "{\"NULL\":true}",
                number(random),
                number(random));
    }

    private static String nested(String open, String close, int levels) {
        return open.repeat(levels) + "1" + close.repeat(levels);
    }

    static String number(SeededRandom random) {
        return random.pick(
                "0",
                "-0",
                "0.0",
                "-0.0e-0",
                "-1",
                "1.0",
                "1.50",
                "1e2",
                "1E+2",
                "10e-1",
                "1e-9",
                "1e-10",
                "1e125",
                "1e126",
                "9.9e125",
                "1e-130",
                "1e-131",
                "1e400",
                "-1e400",
                "1e2147483647",
                "1e2147483648",
                "1e-2147483648",
                "1e99999999999",
                "0e2147483647",
                "0e-2147483647",
                "100e2147483647",
                "123456789012345.123456789",
                "1234567890123456",
                "999999999999",
                "1000000000000",
                "12345678901234567890123456789012345678",
                "123456789012345678901234567890123456789",
                "0.1e1",
                "3" + "0".repeat(150),
                "3" + "0".repeat(300),
                "0." + "0".repeat(180) + "1",
                "9".repeat(5_000),
                "01",
                "+1",
                ".5",
                "1.",
                "0x10",
                "1_000",
                "NaN",
                "Infinity",
                "-Infinity",
                "1e",
                "--1",
                "\"1e2\"",
                "\" 1\"",
                "\"1 \"",
                "\"+1\"",
                "\"01\"",
                "\"0x10\"",
                "\"1,5\"",
                "\"\uff11\"",
                "\"\u0661\"",
                "\"1e2147483648\"",
                "\"0e2147483647\"",
                "\"" + "9".repeat(500) + "\"",
                "\"NaN\"");
    }

    static String date(SeededRandom random) {
        return random.pick(
                "\"2026-11-23 10:11:12.123456\"",
                "\"2026-11-23T10:11\"",
                "\"2026-11-23\"",
                "\"1969-12-31T23:59:59Z\"",
                "\"1970-01-01T00:00:00Z\"",
                "\"9999-12-31T23:59:59Z\"",
                "\"10000-01-01T00:00:00Z\"",
                "\"+2026-11-23T10:11:12Z\"",
                "\"-2026-11-23T10:11:12Z\"",
                "\"2026-02-30T10:11:12Z\"",
                "\"2026-11-23T24:00:00Z\"",
                "\"2026-11-23T10:11:60Z\"",
                "\"2026-11-23T10:11:12+18:00\"",
                "\"2026-11-23T10:11:12+19:00\"",
                "\"2026-11-23T10:11:12-00:00\"",
                "\"2026-11-23T10:11:12.1234567891Z\"",
                "\"2026-11-23T10:11:12[Europe/Berlin]\"",
                "\"\uff12026-11-23T10:11:12Z\"",
                "\"now\"",
                "1795428672",
                "null");
    }
}
