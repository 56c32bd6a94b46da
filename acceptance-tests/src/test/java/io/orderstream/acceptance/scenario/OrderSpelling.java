package io.orderstream.acceptance.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * One of several ways to write an order. All spellings of an order have the same order id.
 *
 * @param order the order that the stack is expected to store if the job reads this spelling before
 *     all other spellings; the details are stored as they were sent
 * @param text the JSON that is sent
 */
record OrderSpelling(SentOrder order, String text) {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /**
     * A random spelling of an order: members in a random sequence, price and quantity as numbers or
     * as text, with or without blanks, with or without {@code orderid}, and the date in a random
     * notation.
     */
    static OrderSpelling any(SentOrder order, Random random) {
        ObjectNode details = (ObjectNode) shuffled(order.details(), random);
        details.set("unitprice", price(order.unitPrice(), random));
        details.set("quantity", quantity(order.quantity(), random));
        SentOrder spelled =
                SentOrder.of(
                        order.account(),
                        order.vendor(),
                        order.date(),
                        order.unitPrice(),
                        order.quantity(),
                        details);
        ObjectNode members = JSON.objectNode();
        members.put("accountid", order.account());
        members.put("vendorid", order.vendor());
        members.put("orderdate", date(order.date(), random));
        members.set("details", details);
        if (random.nextBoolean()) {
            members.put("orderid", order.id());
        }
        // The members of details were shuffled above. They are not shuffled again, because the
        // archive must have them in that sequence.
        JsonNode record = JSON.objectNode().set("order", withMembersShuffled(members, random));
        return new OrderSpelling(
                spelled, random.nextBoolean() ? record.toString() : record.toPrettyString());
    }

    private static JsonNode price(BigDecimal price, Random random) {
        BigDecimal written = price.setScale(price.scale() + random.nextInt(3));
        return random.nextBoolean()
                ? JSON.numberNode(written)
                : JSON.textNode(written.toPlainString());
    }

    private static JsonNode quantity(long quantity, Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> JSON.numberNode(quantity);
            case 1 -> JSON.numberNode(BigDecimal.valueOf(quantity).setScale(1));
            default -> JSON.textNode(Long.toString(quantity));
        };
    }

    /**
     * The date in one of the notations that clients use.
     *
     * @param date a date with a {@code T} and a {@code Z}
     */
    private static String date(String date, Random random) {
        String blank = random.nextBoolean() ? date.replace('T', ' ') : date;
        return switch (random.nextInt(4)) {
            case 0 -> blank.replace("Z", "");
            case 1 -> blank.replace("Z", "+00:00");
            case 2 -> blank.replace("Z", "000Z");
            default -> blank;
        };
    }

    private static JsonNode shuffled(JsonNode node, Random random) {
        if (node.isArray()) {
            ArrayNode elements = JSON.arrayNode();
            node.forEach(element -> elements.add(shuffled(element, random)));
            return elements;
        }
        if (!node.isObject()) {
            return node;
        }
        ObjectNode members = JSON.objectNode();
        node.properties()
                .forEach(
                        member ->
                                members.set(member.getKey(), shuffled(member.getValue(), random)));
        return withMembersShuffled(members, random);
    }

    private static ObjectNode withMembersShuffled(ObjectNode object, Random random) {
        List<Map.Entry<String, JsonNode>> members = new ArrayList<>(object.properties());
        Collections.shuffle(members, random);
        ObjectNode shuffled = JSON.objectNode();
        members.forEach(member -> shuffled.set(member.getKey(), member.getValue()));
        return shuffled;
    }
}
