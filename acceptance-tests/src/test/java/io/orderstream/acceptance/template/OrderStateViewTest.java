package io.orderstream.acceptance.template;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.embedded.stack.Installation;
import io.orderstream.embedded.template.ResolvedTemplate;
import io.orderstream.embedded.template.Template;
import io.orderstream.model.DecidedEvent;
import io.orderstream.model.EventType;
import io.orderstream.model.LogPosition;
import io.orderstream.model.OrderLife;
import io.orderstream.model.Received;
import io.orderstream.model.ReceivedEvent;
import io.orderstream.model.ReceivedOrder;
import io.orderstream.model.wire.InvalidOrderException;
import io.orderstream.model.wire.RecordCodec;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests the template's views in Trino, Athena's engine. The SQL of {@code order_state} must compute
 * the same state as {@link OrderLife}.
 */
class OrderStateViewTest {

    private static final Instant ARRIVAL = Instant.parse("2026-11-23T10:11:12.480Z");
    private static final String STATES =
            "SELECT orderid, status, version, refunded, net, moreevents FROM order_state";

    private static ResolvedTemplate template;
    private static ArchiveQueries archive;

    private final List<ReceivedOrder> orders = new ArrayList<>();
    private final List<ReceivedEvent> events = new ArrayList<>();
    private int position;

    @BeforeAll
    static void start() {
        template =
                TemplateDefaults.resolve(
                        Template.load(new Installation(Path.of("..")).template()), Map.of());
        archive = new ArchiveQueries(template);
    }

    @AfterAll
    static void stop() {
        archive.close();
    }

    /**
     * Athena shows the column types of the catalog, but the values have the types of the view's
     * query. So the catalog must have the same types as the query.
     */
    @ParameterizedTest
    @ValueSource(strings = {"Orders", "Events", "OrderHistory", "OrderState"})
    void aViewHasTheColumnsOfTheCatalog(String id) {
        AthenaView view = AthenaView.of(template.resource(id));

        assertThat(archive.types("SELECT * FROM " + view.name()))
                .containsExactlyElementsOf(view.columns().values());
        // Each column of the catalog is in the view, with its name and type.
        assertThat(
                        archive.types(
                                "SELECT "
                                        + String.join(", ", view.columns().keySet())
                                        + " FROM "
                                        + view.name()))
                .containsExactlyElementsOf(view.columns().values());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theStateInSqlEqualsTheStateOfOrderLife(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 60; i++) {
            ReceivedOrder order = order(i, 250 * random.nextInt(6));
            for (int j = random.nextInt(15); j > 0; j--) {
                addRandomEvent(order, random);
            }
        }
        List<List<String>> expected =
                orders.stream().map(order -> state(OrderLife.of(order, eventsOf(order)))).toList();
        // Some lines are in the archive twice, and Athena reads the files in any sequence.
        orders.addAll(List.copyOf(orders.subList(0, 20)));
        events.addAll(List.copyOf(events.subList(0, 100)));
        Collections.shuffle(orders, random);
        Collections.shuffle(events, random);

        assertThat(plain(archive.run(STATES, orders, events)))
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void onlyTheFirstThousandEventsOfAnOrderCount() {
        ReceivedOrder order = order(0, 5_000);
        for (int i = 0; i <= OrderLife.MAX_EVENTS; i++) {
            event(order, "refunded", ",\"amount\":\"0.01\",\"reason\":\"n" + i + "\"");
        }

        assertThat(plain(archive.run(STATES, orders, events)))
                .containsExactly(state(OrderLife.of(order, events)))
                .containsExactly(
                        List.of(order.orderId().value(), "placed", "1000", "10", "40", "true"));
    }

    @Test
    void theHistoryHasEachEventOnce_inTheSequenceOfTheLog() {
        ReceivedOrder order = order(0, 900);
        event(order, "refunded", ",\"amount\":\"4.50\",\"reason\":\"it's \\\"cold\\\"\"");
        event(order, "fulfilled", ",\"reference\":\"parcel 7\",\"ifversion\":1");
        events.add(copyOf(events.get(0)));
        List<DecidedEvent> log = OrderLife.of(order, events).events();
        Collections.reverse(events);

        assertThat(
                        archive.run(
                                """
                                SELECT place, type, amount, reason, reference, ifversion, eventid
                                FROM order_history ORDER BY accountid, vendorid, orderid, place""",
                                orders,
                                events))
                .containsExactly(
                        List.of(
                                "1",
                                "refunded",
                                "4.500000000",
                                "it's \"cold\"",
                                "null",
                                "null",
                                log.get(0).received().event().id().value()),
                        List.of(
                                "2",
                                "fulfilled",
                                "null",
                                "null",
                                "parcel 7",
                                "1",
                                log.get(1).received().event().id().value()));
    }

    /** Runs the query in docs/operations.md. */
    @Test
    void theDocumentedQueryFindsEventsWithoutAnOrder() throws Exception {
        ReceivedOrder order = order(0, 900);
        event(order, "cancelled", "");
        ReceivedOrder lost = order(1, 900);
        event(lost, "cancelled", "");
        event(lost, "refunded", ",\"amount\":1");
        orders.remove(lost);
        String documents = Files.readString(Path.of("../docs/operations.md"));
        Matcher query =
                Pattern.compile("```sql\n([^`]*o\\.orderid is null[^`]*)```").matcher(documents);
        assertThat(query.find()).isTrue();

        assertThat(archive.run(query.group(1).replace("orderstream.", ""), orders, events))
                .containsExactly(
                        List.of("a1", "v1", lost.orderId().value(), "2", ARRIVAL.toString()));
    }

    /**
     * Adds an event of a random type. Sometimes the event is a copy of an earlier event, or names
     * another vendor than the order. There are only three amounts, so that refunds often reach the
     * total exactly.
     */
    private void addRandomEvent(ReceivedOrder order, Random random) {
        if (!events.isEmpty() && random.nextInt(5) == 0) {
            events.add(copyOf(events.get(random.nextInt(events.size()))));
            return;
        }
        List<EventType> types = EventType.all();
        EventType type = types.get(random.nextInt(types.size()));
        String amount =
                type.members().stream().anyMatch(member -> member.isAmount())
                        ? ",\"amount\":" + 250 * (1 + random.nextInt(3)) + "e-2"
                        : "";
        String ifVersion = random.nextInt(3) == 0 ? ",\"ifversion\":" + random.nextInt(4) : "";
        event(order, type.name(), amount + ifVersion, random.nextInt(8) == 0 ? "v2" : "v1");
    }

    private ReceivedEvent copyOf(ReceivedEvent event) {
        position++;
        return new ReceivedEvent(
                event.event(),
                event.receivedAt().plusSeconds(1),
                LogPosition.of(Integer.toString(position / 10), position % 10));
    }

    private List<ReceivedEvent> eventsOf(ReceivedOrder order) {
        return events.stream()
                .filter(event -> event.orderId().equals(order.orderId()))
                .filter(event -> event.event().vendor().equals(order.order().vendor()))
                .toList();
    }

    private ReceivedOrder order(int number, int cents) {
        ReceivedOrder order =
                (ReceivedOrder)
                        received(
                                String.format(
                                        Locale.ROOT,
                                        """
                                        {"order": {"accountid": "a1", "vendorid": "v1",
                                          "orderdate": "2026-11-23T10:11:12.%03dZ",
                                          "details": {"unitprice": %se-2, "quantity": 1}}}
                                        """,
                                        number,
                                        cents));
        orders.add(order);
        return order;
    }

    private void event(ReceivedOrder order, String type, String more) {
        event(order, type, more, "v1");
    }

    private void event(ReceivedOrder order, String type, String more, String vendor) {
        position++;
        events.add(
                (ReceivedEvent)
                        received(
                                """
                                {"event": {"type": "%s", "accountid": "a1", "vendorid": "%s",
                                  "orderid": "%s", "eventdate": "2026-11-23T10:11:12Z"%s}}
                                """
                                        .formatted(type, vendor, order.orderId(), more)));
    }

    private Received received(String record) {
        try {
            return RecordCodec.parse(
                    record.getBytes(UTF_8),
                    ARRIVAL,
                    LogPosition.of(Integer.toString(position / 10), position % 10));
        } catch (InvalidOrderException e) {
            throw new AssertionError("Expected a valid record: " + record, e);
        }
    }

    private static List<String> state(OrderLife life) {
        return List.of(
                life.order().orderId().value(),
                life.status().text(),
                Integer.toString(life.version()),
                life.refunded().toPlainString(),
                life.net().toPlainString(),
                Boolean.toString(life.hasMoreEvents()));
    }

    /** The rows with amounts as in documents: without exponents and trailing zeros. */
    private static List<List<String>> plain(List<List<String>> rows) {
        List<List<String>> plain = new ArrayList<>();
        for (List<String> row : rows) {
            List<String> values = new ArrayList<>(row);
            for (int amount : List.of(3, 4)) {
                values.set(
                        amount,
                        new BigDecimal(row.get(amount)).stripTrailingZeros().toPlainString());
            }
            plain.add(values);
        }
        return plain;
    }
}
