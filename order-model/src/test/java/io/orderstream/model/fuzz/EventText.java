package io.orderstream.model.fuzz;

import io.orderstream.model.OrderId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/** An event as text, member by member, as in {@link OrderText}. */
final class EventText {

    private static final String[] TYPES = {"cancelled", "fulfilled", "refunded"};

    private final Map<String, String> members = new LinkedHashMap<>();
    private String more = "";

    /** A valid event of a random type, about a random order. */
    EventText(Random random) {
        this(random, Chance.of(random, TYPES));
    }

    /** A valid event of this type. */
    EventText(Random random, String type) {
        byte[] noise = new byte[16];
        random.nextBytes(noise);
        Instant orderDate = Instant.parse("2026-11-23T09:00:00Z").plusMillis(random.nextInt(1000));
        member("type", '"' + type + '"');
        member("accountid", "\"fuzz-" + random.nextInt(50) + "\"");
        member("vendorid", "\"vendor-" + random.nextInt(7) + "\"");
        member("orderid", "\"" + OrderId.derive(orderDate, ByteBuffer.wrap(noise)) + "\"");
        member(
                "eventdate",
                String.format(
                        Locale.ROOT, "\"2026-11-23 10:11:12.%06d\"", random.nextInt(1000000)));
        if (type.equals("refunded")) {
            member("amount", "\"4.50\"");
        }
    }

    /** Sets a member of the event. */
    EventText member(String name, String json) {
        members.put(name, json);
        return this;
    }

    EventText without(String name) {
        members.remove(name);
        return this;
    }

    /** Sets raw text after the last member. */
    EventText more(String json) {
        more = json;
        return this;
    }

    /** The event's text without the envelope. */
    String bare() {
        return members.entrySet().stream()
                .map(member -> '"' + member.getKey() + "\":" + member.getValue())
                .collect(Collectors.joining(",", "{", more + "}"));
    }

    byte[] bytes() {
        return toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The record's text. */
    @Override
    public String toString() {
        return "{\"event\":" + bare() + "}";
    }
}
