package io.orderstream.acceptance.scenario;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Generates distinct orders of many shapes: from a plain coffee to almost 40,000 characters of
 * text, with nested details and characters outside the Basic Multilingual Plane.
 */
final class OrderGenerator {

    private static final Instant FIRST_DATE = Instant.parse("2026-11-23T10:00:00Z");
    private static final List<String> COFFEES =
            List.of("Short Black", "Flat White", "Café crème", "エスプレッソ", "☕ 🫘 \"double\" \\ / \t");
    private static final List<String> ACCOUNTS = List.of("account-", "auth0|ann+");
    private static final List<String> VENDORS =
            List.of("vendor-1", "vendor-2", "vendor", "vendor+1", "vendor|1");
    private static final int MAX_TEXT = 40_000;

    private final Random random;
    private final Function<Random, String> accounts;
    private int count;

    private OrderGenerator(Random random, Function<Random, String> accounts) {
        this.random = random;
        this.accounts = accounts;
    }

    /** Generates orders of fifty accounts. */
    static OrderGenerator seeded(long seed) {
        return seeded(seed, random -> ACCOUNTS.get(random.nextInt(2)) + random.nextInt(25));
    }

    /** Generates orders of the accounts that a function chooses. */
    static OrderGenerator seeded(long seed, Function<Random, String> accounts) {
        return new OrderGenerator(new Random(seed), accounts);
    }

    List<SentOrder> next(int howMany) {
        return IntStream.range(0, howMany).mapToObj(i -> next()).toList();
    }

    /** The next order. Its date differs from the dates of all earlier orders of this generator. */
    SentOrder next() {
        count++;
        BigDecimal price =
                new BigDecimal((1 + random.nextInt(500)) + "." + (1 + random.nextInt(9)));
        int quantity = 1 + random.nextInt(20);
        ObjectNode details = JsonNodeFactory.instance.objectNode();
        details.put("coffeetype", COFFEES.get(random.nextInt(COFFEES.size())));
        if (random.nextBoolean()) {
            details.put("unitprice", price).put("quantity", quantity);
        } else {
            details.put("unitprice", price.toPlainString());
            details.put("quantity", Integer.toString(quantity));
        }
        if (random.nextInt(4) == 0) {
            addNested(details);
        }
        if (random.nextInt(200) == 0) {
            details.put("note", "lengthy ".repeat(random.nextInt(MAX_TEXT / 8)));
        }
        return SentOrder.of(
                accounts.apply(random),
                VENDORS.get(random.nextInt(VENDORS.size())),
                FIRST_DATE.plus(count * 10L + 1, ChronoUnit.MICROS).toString(),
                price,
                quantity,
                details);
    }

    private void addNested(ObjectNode details) {
        ArrayNode extras = details.putArray("extras");
        for (int i = random.nextInt(4); i >= 0; i--) {
            extras.addObject()
                    .put("name", "extra " + i)
                    .put("price", new BigDecimal("0." + (1 + random.nextInt(9))))
                    .put("free", random.nextBoolean())
                    .putNull("reason");
        }
        details.putObject("address").put("city", "Zürich").putArray("floors").add(-1).add(30);
    }
}
