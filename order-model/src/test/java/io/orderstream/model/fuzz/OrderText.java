package io.orderstream.model.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * An order as text, member by member. Each member can be replaced by text that no JSON library
 * would write. Names get quotes. Otherwise names and values are written as they are. A member that
 * is set twice has the second value. To write a duplicate key, use {@link #more}.
 */
final class OrderText {

    private final Map<String, String> members = new LinkedHashMap<>();
    private final Map<String, String> details = new LinkedHashMap<>();
    private String more = "";
    private String moreDetails = "";

    /** A valid order. Different numbers give different orders. */
    OrderText(long number) {
        member("accountid", "\"fuzz-" + number % 50 + "\"");
        member("vendorid", "\"vendor-" + number % 7 + "\"");
        // Seconds and microseconds come from the number, so the dates differ, too.
        long second = number / 1_000_000 % 60;
        member(
                "orderdate",
                String.format(
                        Locale.ROOT, "\"2026-11-23 10:11:%02d.%06d\"", second, number % 1_000_000));
        detail("coffeetype", "\"Flat White\"");
        detail("unitprice", "\"4.50\"");
        detail("quantity", String.valueOf(1 + number % 9));
        detail("number", String.valueOf(number));
    }

    /** Sets a member of the order. */
    OrderText member(String name, String json) {
        members.put(name, json);
        return this;
    }

    /** Sets a member of the details. */
    OrderText detail(String name, String json) {
        details.put(name, json);
        return this;
    }

    OrderText without(String name) {
        members.remove(name);
        return this;
    }

    OrderText withoutDetail(String name) {
        details.remove(name);
        return this;
    }

    /** Sets raw text after the last member of the order, as in {@code ,"vendorid":"v1"}. */
    OrderText more(String json) {
        more = json;
        return this;
    }

    /** Sets raw text after the last member of the details. */
    OrderText moreDetails(String json) {
        moreDetails = json;
        return this;
    }

    /** The details' text. */
    String details() {
        return "{" + join(details) + moreDetails + "}";
    }

    /**
     * The order's text without the envelope. The details are left out if the member {@code details}
     * was set to an empty text.
     */
    String bare() {
        Map<String, String> all = new LinkedHashMap<>(members);
        all.putIfAbsent("details", details());
        if (all.get("details").isEmpty()) {
            all.remove("details");
        }
        return "{" + join(all) + more + "}";
    }

    byte[] bytes() {
        return toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String join(Map<String, String> members) {
        return members.entrySet().stream()
                .map(member -> '"' + member.getKey() + "\":" + member.getValue())
                .collect(Collectors.joining(","));
    }

    /** The record's text. */
    @Override
    public String toString() {
        return "{\"order\":" + bare() + "}";
    }
}
