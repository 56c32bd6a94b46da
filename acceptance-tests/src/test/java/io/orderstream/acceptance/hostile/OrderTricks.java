package io.orderstream.acceptance.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * Orders and batches that are JSON, and wrong in a member or two. Some are valid all the same, and
 * have to arrive.
 */
final class OrderTricks implements Trick {

    private final Targets targets;

    OrderTricks(Targets targets) {
        this.targets = targets;
    }

    @Override
    public RawRequest next(Dice dice) {
        if (dice.percent(70)) {
            return new RawRequest("order", "POST", "/order").json(order(dice));
        }
        int count = dice.percent(3) ? dice.pick(0, 499, 501) : 1 + dice.below(12);
        StringJoiner orders = new StringJoiner(",", "[", "]");
        for (int i = 0; i < count; i++) {
            // Small ones: a batch has to stay below the limit, or all of them say the same.
            orders.add(count > 20 ? "{\"order\":" + dice.below(9) + "}" : order(dice));
        }
        String batch = dice.percent(95) ? orders.toString() : value(dice);
        return new RawRequest("batch", "POST", "/orders").json("{\"orders\":" + batch + "}");
    }

    /** An order that has to be accepted, by itself on /order and refused as a batch. */
    byte[] honest(Dice dice) {
        return ("{\"order\":" + text(members(dice), details(dice)) + "}").getBytes(UTF_8);
    }

    private String order(Dice dice) {
        Map<String, String> members = members(dice);
        Map<String, String> details = details(dice);
        String more = "";
        for (int i = dice.below(3); i >= 0; i--) {
            switch (dice.below(7)) {
                case 0 -> members.put(dice.pick(List.copyOf(members.keySet())), value(dice));
                case 1 -> members.put("\"accountid\"", '"' + targets.victim(dice).account() + '"');
                case 2 -> members.put(name(dice), value(dice));
                case 3 -> details.put(name(dice), value(dice));
                case 4 -> details.put(dice.pick("\"unitprice\"", "\"quantity\""), number(dice));
                case 5 -> members.put("\"orderdate\"", date(dice));
                default ->
                        more = "," + dice.pick(List.copyOf(members.keySet())) + ":" + value(dice);
            }
        }
        String order = text(members, details);
        if (dice.percent(10)) {
            order = order.substring(0, order.length() - 1) + more + "}";
        }
        return dice.percent(80) ? "{\"order\":" + order + "}" : order;
    }

    private Map<String, String> members(Dice dice) {
        Map<String, String> members = new LinkedHashMap<>();
        members.put("\"accountid\"", '"' + targets.caller().account() + '"');
        members.put("\"vendorid\"", '"' + dice.pick(targets.caller().vendors()) + '"');
        members.put("\"orderdate\"", "\"2026-11-2" + dice.below(4) + "T10:11:12Z\"");
        return members;
    }

    private static Map<String, String> details(Dice dice) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("\"unitprice\"", dice.below(1_000) + "." + dice.below(1_000));
        details.put("\"quantity\"", '"' + String.valueOf(1 + dice.below(1_000_000)) + '"');
        return details;
    }

    private static String text(Map<String, String> members, Map<String, String> details) {
        List<String> all = new ArrayList<>(lines(members));
        all.add("\"details\":{" + String.join(",", lines(details)) + "}");
        return "{" + String.join(",", all) + "}";
    }

    private static List<String> lines(Map<String, String> members) {
        return members.entrySet().stream().map(m -> m.getKey() + ":" + m.getValue()).toList();
    }

    private static String name(Dice dice) {
        return dice.pick(
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
                '"' + dice.lowerCase(1 + dice.below(12)) + '"');
    }

    private static String value(Dice dice) {
        return dice.pick(
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
                "\"" + "\u2615\ud83d\ude00".repeat(dice.below(9_000)) + "\"",
                "\"" + "x".repeat(dice.below(70_000)) + "\"",
                "[".repeat(dice.below(120)) + "]".repeat(5),
                nested("[", "]", dice.below(110)),
                nested("{\"a\":", "}", dice.below(110)),
                "[" + "0,".repeat(dice.below(20_000)) + "0]",
                "[" + "{},".repeat(dice.below(10_000)) + "1e999]",
                "{\"S\":\"x\"}",
                "{\"N\":\"1\"}",
                "{\"NULL\":true}",
                number(dice),
                number(dice));
    }

    private static String nested(String open, String close, int levels) {
        return open.repeat(levels) + "1" + close.repeat(levels);
    }

    private static String number(Dice dice) {
        return dice.pick(
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

    private static String date(Dice dice) {
        return dice.pick(
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
