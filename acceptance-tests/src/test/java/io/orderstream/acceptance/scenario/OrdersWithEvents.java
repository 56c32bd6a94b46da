package io.orderstream.acceptance.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.orderstream.acceptance.journey.ApiClient;
import io.orderstream.acceptance.journey.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;

/**
 * Sends orders through another producer. Also sends events of some of the orders, before or after
 * the order. Some events are sent twice. The events go directly onto the stream, so that their
 * sequence is known.
 */
final class OrdersWithEvents implements Producer {

    /**
     * About a quarter of the orders have events. About a quarter of those orders are sent after
     * their events.
     */
    private static final int RARITY = 4;

    private static final int MAX_EVENTS = 4;

    /** The maximum number of orders that {@link #assertStates} checks. */
    private static final int MAX_CHECKED = 100;

    private final Producer producer;
    private final KinesisClient kinesis;
    private final String streamName;
    private final Random random;

    private final Map<SentOrder, List<SentEvent>> events = new HashMap<>();
    private int count;

    OrdersWithEvents(Producer producer, StackWithFaults stack, long seed) {
        this.producer = producer;
        this.kinesis = stack.kinesis();
        this.streamName = stack.streamName();
        this.random = new Random(seed);
    }

    /**
     * An event that is on the stream.
     *
     * @param sequenceNumber where it is on the stream
     * @param json the record
     */
    private record SentEvent(BigInteger sequenceNumber, String json) {}

    @Override
    public synchronized void send(List<SentOrder> orders, SentRecords sentRecords) {
        List<SentOrder> early = new ArrayList<>();
        List<SentOrder> late = new ArrayList<>();
        for (SentOrder order : orders) {
            if (random.nextInt(RARITY) == 0) {
                (random.nextInt(RARITY) == 0 ? early : late).add(order);
            }
        }
        putEvents(early, sentRecords);
        producer.send(orders, sentRecords);
        putEvents(late, sentRecords);
    }

    @Override
    public void finish(SentRecords sentRecords) {
        producer.finish(sentRecords);
    }

    private void putEvents(List<SentOrder> orders, SentRecords sentRecords) {
        List<SentOrder> owners = new ArrayList<>();
        List<String> records = new ArrayList<>();
        for (SentOrder order : orders) {
            for (int i = random.nextInt(MAX_EVENTS); i >= 0; i--) {
                String event = event(order);
                for (int copy = random.nextInt(4) == 0 ? 2 : 1; copy > 0; copy--) {
                    owners.add(order);
                    records.add(event);
                }
            }
        }
        if (records.isEmpty()) {
            return;
        }
        List<PutRecordsRequestEntry> entries = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            entries.add(
                    Producer.entry(
                            records.get(i).getBytes(StandardCharsets.UTF_8), owners.get(i).id()));
        }
        List<String> sequenceNumbers = Producer.put(kinesis, streamName, entries);
        for (int i = 0; i < records.size(); i++) {
            String json = records.get(i);
            sentRecords.event(sequenceNumbers.get(i), json.getBytes(StandardCharsets.UTF_8));
            events.computeIfAbsent(owners.get(i), order -> new ArrayList<>())
                    .add(new SentEvent(new BigInteger(sequenceNumbers.get(i)), json));
        }
    }

    /** The next event of an order. It differs from all earlier events. */
    private String event(SentOrder order) {
        count++;
        String more =
                switch (random.nextInt(4)) {
                    case 0 -> "\"type\":\"cancelled\",\"reason\":\"n" + count + "\"";
                    case 1 -> "\"type\":\"fulfilled\",\"reference\":\"n" + count + "\"";
                    default ->
                            "\"type\":\"refunded\",\"reason\":\"n%d\",\"amount\":%s"
                                    .formatted(
                                            count,
                                            order.total()
                                                    .multiply(
                                                            new BigDecimal(
                                                                    random.nextBoolean()
                                                                            ? "0.6"
                                                                            : "0.5"))
                                                    .toPlainString());
                };
        return """
               {"event":{%s%s,"accountid":"%s","vendorid":"%s","orderid":"%s",\
               "eventdate":"2026-11-23T10:11:12Z"}}"""
                .formatted(
                        more,
                        random.nextInt(4) == 0 ? ",\"ifversion\":" + random.nextInt(3) : "",
                        order.account(),
                        order.vendor(),
                        order.id());
    }

    /** Checks the states and effects that the API shows, for some of the orders with events. */
    synchronized void assertStates(ApiClient api, String scenario) {
        List<SentOrder> owners = new ArrayList<>(events.keySet());
        Collections.shuffle(owners, random);
        for (SentOrder order : owners.subList(0, Math.min(owners.size(), MAX_CHECKED))) {
            ApiClient.Answer answer = api.get("/order/events?" + order.query());
            assertThat(answer.status()).as("%s: %s", scenario, answer).isEqualTo(200);
            assertThat(shown(answer.json()))
                    .as("%s: state and effects of %s", scenario, order.id())
                    .isEqualTo(expected(order));
        }
    }

    private static String shown(JsonNode history) {
        JsonNode order = history.path("order");
        List<String> effects = new ArrayList<>();
        history.path("events")
                .forEach(
                        event ->
                                effects.add(
                                        event.path("reason")
                                                        .asText(event.path("reference").asText())
                                                + "="
                                                + event.path("effect").asText()));
        return state(
                order.path("status").asText(),
                order.path("version").asInt(),
                new BigDecimal(order.path("refunded").asText()),
                new BigDecimal(order.path("net").asText()),
                effects);
    }

    /**
     * The state and effects by the rules of docs/order-life.md, computed without the product's
     * code.
     */
    private String expected(SentOrder order) {
        List<SentEvent> log = new ArrayList<>(events.get(order));
        log.sort(Comparator.comparing(SentEvent::sequenceNumber));
        Set<String> seen = new HashSet<>();
        List<String> effects = new ArrayList<>();
        String status = "placed";
        int version = 0;
        BigDecimal refunded = BigDecimal.ZERO;
        for (SentEvent sent : log) {
            JsonNode event = Json.read(sent.json()).path("event");
            if (!seen.add(sent.json())) {
                continue;
            }
            String type = event.path("type").asText();
            BigDecimal sum = refunded.add(new BigDecimal(event.path("amount").asText("0")));
            boolean effect =
                    event.path("ifversion").asInt(version) == version
                            && (type.equals("refunded")
                                    ? sum.compareTo(order.total()) <= 0
                                    : status.equals("placed"));
            effects.add(
                    event.path("reason").asText(event.path("reference").asText()) + "=" + effect);
            if (effect) {
                version++;
                refunded = sum;
                status = type.equals("refunded") ? status : type;
            }
        }
        BigDecimal net =
                status.equals("cancelled") ? BigDecimal.ZERO : order.total().subtract(refunded);
        return state(status, version, refunded, net, effects);
    }

    private static String state(
            String status, int version, BigDecimal refunded, BigDecimal net, List<String> effects) {
        return "%s, version %d, refunded %s, net %s, %s"
                .formatted(
                        status,
                        version,
                        refunded.stripTrailingZeros().toPlainString(),
                        net.stripTrailingZeros().toPlainString(),
                        effects);
    }
}
