package io.orderstream.model.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/**
 * Makes usual events, events that are as unusual as the rules allow, and events that break a rule.
 * Also makes events with random changes, some of which may still be valid.
 */
final class EventMutations {

    private static final String[] AMOUNTS = {
        "999999999999999.999999999",
        "0.000000001",
        "1e-9",
        "\"1E3\"",
        "45e-1",
        "4.50000000000000000000000000000000000000000000000000"
    };
    private static final String[] BAD_AMOUNTS = {
        "0",
        "-0",
        "-1",
        "\"-0.01\"",
        "1E15",
        "0.0000000001",
        "\"\"",
        "\"1,5\"",
        "\"NaN\"",
        "null",
        "[1]",
        "{}",
        "1e400",
        "1E2147483647",
        "100e-2147483640",
        "\"1e99999999999\"",
        "\"" + "9".repeat(10_000) + "\"",
        "9".repeat(1_001)
    };
    private static final String[] VERSIONS = {"0", "999999999", "\"7\"", "1.0", "1e3"};
    private static final String[] BAD_VERSIONS = {
        "-1", "1.5", "1000000000", "\"\"", "null", "true", "[]", "1e400", "100e2147483647"
    };
    private static final String[] TEXTS = {
        "\"x\"",
        "\"\\u0000\"",
        "\"\\ud83d\\ude00☕🫘\"",
        "\"\\\"\\\\\\n\"",
        "\"%s${jndi:x}<script>'--\"",
        "\"" + "x".repeat(512) + "\"",
        "\"" + "é".repeat(256) + "\"",
        "\"" + "🫘".repeat(128) + "\""
    };
    private static final String[] BAD_TEXTS = {
        "\"\"",
        "null",
        "7",
        "[]",
        "{\"a\":1}",
        "\"\\ud800\"",
        "\"\\udc00\\ud800\"",
        "\"" + "x".repeat(513) + "\"",
        "\"" + "é".repeat(256) + "x\"",
        "\"" + "x".repeat(64 * 1024) + "\"",
        "\"" + "x".repeat(200_000) + "\""
    };
    private static final String[] BAD_ORDER_IDS = {
        "\"\"",
        "null",
        "7",
        "\"019AAFD1-3B4C-8F21-9C3E-5D2B7A1F0E6D\"",
        "\"019aafd1-3b4c-4f21-9c3e-5d2b7a1f0e6d\"",
        "\"019aafd1-3b4c-8f21-cc3e-5d2b7a1f0e6d\"",
        "\"ffffffff-ffff-8fff-bfff-ffffffffffff\"",
        "\"019aafd1-3b4c-8f21-9c3e-5d2b7a1f0e6d#\""
    };
    private static final String[] BAD_TYPES = {
        "\"\"", "\"Cancelled\"", "\"placed\"", "\"amended\"", "null", "1", "[]", "\"\\ud800\""
    };
    static final String[] KEYS = {
        "\"019aafd1-3b4c-7f21-9c3e-5d2b7a1f0e6d\"",
        "\"019AAFD1-3B4C-7F21-BC3E-5D2B7A1F0E6D\"",
        "\"00000000-0000-7000-8000-000000000000\""
    };
    static final String[] BAD_KEYS = {
        "\"\"",
        "null",
        "1",
        "\"retry-1\"",
        "\"019aafd1-3b4c-4f21-9c3e-5d2b7a1f0e6d\"",
        "\"019aafd1-3b4c-7f21-1c3e-5d2b7a1f0e6d\"",
        "\"\\\"019aafd1-3b4c-7f21-9c3e-5d2b7a1f0e6d\\\"\"",
        "\"ffffffff-ffff-7fff-bfff-ffffffffffff\""
    };
    private static final String[] REQUIRED = {
        "type", "accountid", "vendorid", "orderid", "eventdate"
    };

    private EventMutations() {}

    static List<Mutation> all() {
        return List.of(
                odd("no change", random -> new EventText(random)).weighing(400),
                odd(
                        "odd amount",
                        random -> refund(random).member("amount", Chance.of(random, AMOUNTS))),
                odd(
                        "version",
                        random ->
                                new EventText(random)
                                        .member("ifversion", Chance.of(random, VERSIONS))),
                odd(
                        "idempotency key",
                        random ->
                                new EventText(random)
                                        .member("idempotencykey", Chance.of(random, KEYS))),
                odd(
                        "odd reason",
                        random -> refund(random).member("reason", Chance.of(random, TEXTS))),
                odd(
                        "odd reference",
                        random ->
                                new EventText(random, "fulfilled")
                                        .member("reference", Chance.of(random, TEXTS))),
                broken(
                        "amount",
                        random -> refund(random).member("amount", Chance.of(random, BAD_AMOUNTS))),
                broken("no amount", random -> refund(random).without("amount")),
                broken(
                        "version",
                        random ->
                                new EventText(random)
                                        .member("ifversion", Chance.of(random, BAD_VERSIONS))),
                broken(
                        "idempotency key",
                        random ->
                                new EventText(random)
                                        .member("idempotencykey", Chance.of(random, BAD_KEYS))),
                broken(
                        "reason",
                        random -> refund(random).member("reason", Chance.of(random, BAD_TEXTS))),
                broken(
                        "orderid",
                        random ->
                                new EventText(random)
                                        .member("orderid", Chance.of(random, BAD_ORDER_IDS))),
                broken(
                        "type",
                        random ->
                                new EventText(random).member("type", Chance.of(random, BAD_TYPES))),
                broken(
                        "wrong eventid",
                        random ->
                                new EventText(random)
                                        .member("eventid", Chance.of(random, BAD_ORDER_IDS))),
                broken(
                        "missing member",
                        random -> new EventText(random).without(Chance.of(random, REQUIRED))),
                broken(
                        "member of another type",
                        random -> new EventText(random, "fulfilled").member("amount", "1")),
                broken(
                        "unknown member",
                        random ->
                                new EventText(random)
                                        .member(
                                                Chance.of(random, "details", "", "🫘", "\\ud800"),
                                                "1")),
                broken(
                        "duplicate key",
                        random -> new EventText(random).more(",\"accountid\":\"fuzz-2\"")),
                broken(
                        "nested",
                        random ->
                                new EventText(random)
                                        .member(
                                                "reason",
                                                Chance.nested(random, 1 + random.nextInt(150)))),
                broken(
                        "names that collide",
                        random ->
                                new EventText(random)
                                        .more(
                                                CollidingNames.members(
                                                        CollidingNames.inBytes(
                                                                random.nextInt(1_000_000),
                                                                CollidingNames
                                                                        .NAMES_OF_AN_ORDER)))),
                Mutation.ofText(
                        "an event without its envelope",
                        Verdict.NEITHER,
                        (order, random) -> new EventText(random).bare()),
                Mutation.ofText(
                        "an order and an event",
                        Verdict.NEITHER,
                        (order, random) ->
                                "{\"order\":"
                                        + order.bare()
                                        + ",\"event\":"
                                        + new EventText(random).bare()
                                        + "}"),
                Mutation.of(
                                "a few bytes of an event changed",
                                Verdict.UNKNOWN,
                                (order, random) -> changed(new EventText(random), random))
                        .weighing(200),
                Mutation.of(
                        "an event cut off",
                        Verdict.NEITHER,
                        (order, random) -> cut(new EventText(random), random)));
    }

    private interface Making {
        EventText make(Random random);
    }

    private static Mutation odd(String name, Making making) {
        return Mutation.ofText(
                "event: " + name, Verdict.EVENT, (order, random) -> making.make(random).toString());
    }

    private static Mutation broken(String name, Making making) {
        return Mutation.ofText(
                "broken event: " + name,
                Verdict.NEITHER,
                (order, random) -> making.make(random).toString());
    }

    private static EventText refund(Random random) {
        return new EventText(random, "refunded");
    }

    private static byte[] changed(EventText event, Random random) {
        byte[] changed = event.bytes();
        for (int i = random.nextInt(4); i >= 0; i--) {
            changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
        }
        return changed;
    }

    private static byte[] cut(EventText event, Random random) {
        String text = event.toString();
        return text.substring(0, random.nextInt(text.length())).getBytes(StandardCharsets.UTF_8);
    }
}
