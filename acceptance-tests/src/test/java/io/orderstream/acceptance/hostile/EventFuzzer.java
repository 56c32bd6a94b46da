package io.orderstream.acceptance.hostile;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes requests that post events with up to two changed members. A fifth of the requests have an
 * idempotency key, which may be wrong. The API must store each event that it accepts.
 */
final class EventFuzzer implements RequestFuzzer {

    private final KnownAccounts accounts;

    EventFuzzer(KnownAccounts accounts) {
        this.accounts = accounts;
    }

    @Override
    public RawRequest next(SeededRandom random) {
        RawRequest request = new RawRequest("event", "POST", "/order/events").json(event(random));
        return random.percent(20) ? request.header("idempotency-key", key(random)) : request;
    }

    private String event(SeededRandom random) {
        Map<String, String> members = members(random);
        for (int i = random.below(3); i > 0; i--) {
            switch (random.below(6)) {
                case 0 ->
                        members.put(
                                random.pick(List.copyOf(members.keySet())),
                                OrderFuzzer.value(random));
                case 1 ->
                        members.put("\"accountid\"", '"' + accounts.victim(random).account() + '"');
                case 2 -> members.put(OrderFuzzer.name(random), OrderFuzzer.value(random));
                case 3 ->
                        members.put(
                                random.pick("\"amount\"", "\"ifversion\""),
                                OrderFuzzer.number(random));
                case 4 -> members.put("\"eventdate\"", OrderFuzzer.date(random));
                default -> members.remove(random.pick(List.copyOf(members.keySet())));
            }
        }
        String event = "{" + String.join(",", OrderFuzzer.namesAndValues(members)) + "}";
        return random.percent(95) ? "{\"event\":" + event + "}" : event;
    }

    private Map<String, String> members(SeededRandom random) {
        int order = random.below(accounts.caller().orders().size());
        Map<String, String> members = new LinkedHashMap<>();
        String type = random.pick("cancelled", "fulfilled", "refunded", "refunded");
        members.put("\"type\"", '"' + type + '"');
        members.put("\"accountid\"", '"' + accounts.caller().account() + '"');
        members.put("\"vendorid\"", '"' + accounts.caller().vendors().get(order) + '"');
        members.put("\"orderid\"", '"' + accounts.caller().orders().get(order) + '"');
        members.put("\"eventdate\"", "\"2026-11-2" + random.below(4) + "T10:11:12Z\"");
        if (type.equals("refunded")) {
            members.put("\"amount\"", random.below(20) + "." + random.below(1_000));
        }
        return members;
    }

    private static String key(SeededRandom random) {
        return random.pick(
                "01a207e3-6280-7c41-9f2e-5d2b7a1f0e6d",
                "\"01A207E3-6280-7C41-9F2E-5D2B7A1F0E6D\"",
                "01a207e3-6280-4c41-9f2e-5d2b7a1f0e6d",
                "ffffffff-ffff-7fff-bfff-ffffffffffff",
                "00000000-0000-7000-8000-000000000000",
                "\"\"",
                "\"",
                "''",
                "1, 2",
                "k".repeat(5_000));
    }
}
