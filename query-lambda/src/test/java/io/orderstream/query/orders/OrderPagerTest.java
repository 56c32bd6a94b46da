package io.orderstream.query.orders;

import static io.orderstream.query.orders.StoredOrders.id;
import static io.orderstream.query.orders.StoredOrders.order;
import static io.orderstream.query.orders.StoredOrders.placed;
import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.model.AccountId;
import io.orderstream.model.OrderId;
import io.orderstream.model.ReceivedEvent;
import io.orderstream.model.VendorId;
import io.orderstream.model.wire.OrderDocument;
import io.orderstream.query.Handlers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderPagerTest {

    private static final AccountId A1 = AccountId.of("a1");
    private static final String DETAILS = "{\"unitprice\":\"4.5\",\"quantity\":\"2\"}";

    private final IndexedTable dynamoDb = new IndexedTable();
    private final OrderPager pager = pager(dynamoDb);

    private static OrderPager pager(IndexedTable dynamoDb) {
        return new OrderPager(new DynamoDbOrderStore(dynamoDb, "orders", Handlers.farDeadline()));
    }

    private OrderPagerTest put(StoredOrder order) {
        dynamoDb.put(StoredOrders.item(order));
        return this;
    }

    private OrderPagerTest put(ReceivedEvent event) {
        dynamoDb.put(StoredEvents.item(event));
        return this;
    }

    private OrderPager.Page page(String next, int limit) {
        return pager.page(A1, Optional.empty(), Optional.ofNullable(next).map(OrderId::of), limit);
    }

    @Test
    void aPageHasTheIdOfItsLastOrder_afterWhichTheNextPageStarts() {
        put(order("v1", 1)).put(order("v2", 2)).put(order("v1", 3));

        OrderPager.Page first = page(null, 2);
        assertThat(first)
                .isEqualTo(
                        new OrderPager.Page(
                                List.of(placed("v1", 3), placed("v2", 2)),
                                Optional.of(id("v2", 2))));
        assertThat(page(first.next().orElseThrow().value(), 2))
                .isEqualTo(new OrderPager.Page(List.of(placed("v1", 1)), Optional.empty()));
    }

    @Test
    void aFullPageHasNoNext_whenNoOrderIsLeft() {
        put(order("v1", 1)).put(order("v2", 2));

        assertThat(page(null, 2).next()).isEmpty();
    }

    @Test
    void aPageIsEmpty_whenTheAccountHasNoOrders() {
        put(order("a2", "v1", 1, "{}"));

        assertThat(page(null, 2)).isEqualTo(new OrderPager.Page(List.of(), Optional.empty()));
    }

    /** The sort keys of these orders are neighbours, since the vendor ids begin alike. */
    @Test
    void vendorsWhoseIdsBeginAlike_areNotMixedUp() {
        put(order("v", 1)).put(order("v-1", 2)).put(order("v1", 3)).put(order("v.", 4));

        assertThat(page(null, 10).documents())
                .containsExactly(
                        placed("v.", 4), placed("v1", 3), placed("v-1", 2), placed("v", 1));
        assertThat(pager.page(A1, Optional.of(VendorId.of("v")), Optional.empty(), 10).documents())
                .containsExactly(placed("v", 1));
    }

    @Test
    void aPageNeedsOneRead_howeverManyVendorsThereAre() {
        for (int i = 0; i < 7_000; i++) {
            put(order("v" + i, i));
        }

        OrderPager.Page first = page(null, 1);
        assertThat(first.documents()).containsExactly(placed("v6999", 6_999));
        assertThat(dynamoDb.requests()).isEqualTo(1);
        assertThat(page(first.next().orElseThrow().value(), 50).documents())
                .hasSize(50)
                .startsWith(placed("v6998", 6_998));
        assertThat(dynamoDb.requests()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"of the account", "of the vendor"})
    void aPageNeedsOneRead_whenEachOrderHasAnEvent(String whose) {
        for (int i = 0; i < 60; i++) {
            put(order("v1", i)).put(StoredEvents.fulfilled(order("v1", i), i));
        }
        Optional<VendorId> vendor =
                whose.equals("of the vendor") ? Optional.of(VendorId.of("v1")) : Optional.empty();

        OrderPager.Page first = pager.page(A1, vendor, Optional.empty(), 50);

        assertThat(dynamoDb.requests()).isEqualTo(1);
        assertThat(first.next()).contains(id("v1", 10));
        assertThat(first.documents())
                .hasSize(50)
                .allMatch(
                        document ->
                                document.endsWith(
                                        ",\"status\":\"fulfilled\",\"version\":1,"
                                                + "\"refunded\":\"0\",\"net\":\"9\"}"));
        assertThat(pager.page(A1, vendor, first.next(), 50).documents()).hasSize(10);
        assertThat(dynamoDb.requests()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"of the account", "of the vendor"})
    void eventsWithoutAnOrderAreSkipped_andNoEmptyPageFollows(String whose) {
        put(order("v1", 500));
        for (int i = 0; i < 400; i++) {
            put(StoredEvents.cancelled(order("v1", i), 1));
        }
        Optional<VendorId> vendor =
                whose.equals("of the vendor") ? Optional.of(VendorId.of("v1")) : Optional.empty();

        assertThat(pager.page(A1, vendor, Optional.empty(), 1))
                .isEqualTo(new OrderPager.Page(List.of(placed("v1", 500)), Optional.empty()));
        assertThat(dynamoDb.requests()).isLessThanOrEqualTo(15);
    }

    /**
     * All events have the id of v1's order, but two thirds of them name another vendor. An order's
     * id depends on its vendor, so no order of another vendor has this id.
     */
    @Test
    void anEventIsLeftOut_whenItsVendorIsNotTheVendorOfTheOrder() {
        put(order("v1", 1));
        for (int i = 0; i < 9; i++) {
            put(
                    StoredEvents.event(
                            order("v1", 1),
                            VendorId.of("v" + i % 3),
                            "refunded",
                            i,
                            Map.of("amount", "1")));
        }

        String refunded =
                StoredOrders.withState(
                        StoredOrders.document("v1", 1),
                        "\"status\":\"placed\",\"version\":3,\"refunded\":\"3\",\"net\":\"6\"");
        assertThat(page(null, 10).documents()).containsExactly(refunded);
        assertThat(page(null, 1).documents()).containsExactly(refunded);
    }

    /** A page needs few reads, however many events its orders have. */
    @ParameterizedTest
    @ValueSource(strings = {"of the account", "of the vendor"})
    void anOrderWith5000EventsIsShown_amongOthers(String whose) {
        StoredOrder busy = order("v1", 2);
        put(order("v1", 1)).put(busy).put(order("v1", 3));
        for (int i = 0; i < 5_000; i++) {
            put(StoredEvents.refunded(busy, i, "0.001"));
        }
        Optional<VendorId> vendor =
                whose.equals("of the vendor") ? Optional.of(VendorId.of("v1")) : Optional.empty();

        OrderPager.Page page = pager.page(A1, vendor, Optional.empty(), 3);

        assertThat(page)
                .isEqualTo(
                        new OrderPager.Page(
                                List.of(
                                        placed("v1", 3),
                                        StoredOrders.withState(
                                                StoredOrders.document("v1", 2),
                                                "\"status\":\"placed\",\"version\":1000,"
                                                        + "\"refunded\":\"1\",\"net\":\"8\","
                                                        + "\"moreevents\":true"),
                                        placed("v1", 1)),
                                Optional.empty()));
        assertThat(dynamoDb.requests()).isLessThanOrEqualTo(5);
    }

    @Test
    void aPageEnds_beforeTheAnswerExceedsTheLimitOfLambda() {
        String details =
                "{\"unitprice\":4.5,\"quantity\":2,\"note\":\"" + "\\\"".repeat(30_000) + "\"}";
        for (int i = 0; i < 60; i++) {
            put(order("a1", "v1", i, details));
        }

        OrderPager.Page first = page(null, 60);
        int escaped =
                first.documents().stream()
                        .mapToInt(text -> text.replace("\\", "\\\\").replace("\"", "\\\"").length())
                        .sum();
        assertThat(escaped).isBetween(4_500_000, 5_000_000);
        assertThat(first.next()).contains(id("v1", 60 - first.documents().size()));
        List<String> all = new ArrayList<>(first.documents());
        all.addAll(page(first.next().orElseThrow().value(), 60).documents());
        assertThat(all).hasSize(60).doesNotHaveDuplicates();
    }

    /**
     * If an order exists when the first page is read, the order is in exactly one page, with its
     * state. Newer orders come first. The orders, the events, the size of a page and the lengths of
     * DynamoDB's answers are random. After each page, more orders and events may be written.
     */
    @Property(tries = 500)
    void eachOrderIsReturnedOnce_inAllPagesTogether(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 12) int limit,
            @ForAll @IntRange(min = 1, max = 15) int mostItems,
            @ForAll @IntRange(min = 0, max = 8) int mostEvents,
            @ForAll boolean ofOneVendor) {
        Random random = new Random(seed);
        IndexedTable table = new IndexedTable(random, mostItems);
        Arrivals arrivals = new Arrivals(random, mostEvents, table);
        for (int i = random.nextInt(60); i > 0; i--) {
            arrivals.next();
        }
        Optional<VendorId> vendor =
                ofOneVendor ? Optional.of(VendorId.of(vendor(random))) : Optional.empty();
        List<String> expected =
                newestFirst(
                        arrivals.orders.stream()
                                .filter(order -> isOf(order, vendor))
                                .map(order -> new OrderHistory(order, arrivals.events.get(order)))
                                .toList());

        List<String> all = new ArrayList<>();
        Optional<OrderId> next = Optional.empty();
        do {
            OrderPager.Page page = pager(table).page(A1, vendor, next, limit);
            all.addAll(page.documents());
            assertThat(page.documents()).hasSizeBetween(expected.isEmpty() ? 0 : 1, limit);
            // Only the last page may have fewer orders than the limit.
            assertThat(page.next().isEmpty() || page.documents().size() == limit).isTrue();
            next = page.next();
            for (int i = random.nextInt(4); i > 0; i--) {
                arrivals.next();
            }
        } while (next.isPresent());

        assertThat(all).containsSubsequence(expected).doesNotHaveDuplicates();
        assertThat(all.stream().map(OrderPagerTest::idIn).toList())
                .isSortedAccordingTo(Comparator.reverseOrder());
    }

    /** Random orders and events, which arrive in the table. */
    private static final class Arrivals {

        private final Random random;
        private final int mostEvents;
        private final IndexedTable table;
        private final Set<StoredOrder> orders = new HashSet<>();
        private final Map<StoredOrder, List<ReceivedEvent>> events = new HashMap<>();

        private Arrivals(Random random, int mostEvents, IndexedTable table) {
            this.random = random;
            this.mostEvents = mostEvents;
            this.table = table;
        }

        /**
         * Puts events of a random order into the table, and usually the order, too. Does nothing if
         * the order is already there. The order usually belongs to account a1. It may be newer or
         * older than the other orders. Sometimes an event names another vendor.
         */
        private void next() {
            String account = random.nextInt(4) == 0 ? "a10" : "a1";
            StoredOrder order = order(account, vendor(random), random.nextInt(40), DETAILS);
            if (orders.contains(order)) {
                return;
            }
            for (int i = random.nextInt(mostEvents + 1); i > 0; i--) {
                ReceivedEvent event = event(order);
                events.computeIfAbsent(order, any -> new ArrayList<>()).add(event);
                table.put(StoredEvents.item(event));
            }
            if (random.nextInt(8) == 0) {
                VendorId another = VendorId.of("another");
                table.put(
                        StoredEvents.item(
                                StoredEvents.event(order, another, "cancelled", 1, Map.of())));
            }
            if (random.nextInt(5) > 0) {
                orders.add(order);
                events.putIfAbsent(order, List.of());
                table.put(StoredOrders.item(order));
            }
        }

        /**
         * For one order, events with the same number are equal. Events with different numbers may
         * be copies of one event.
         */
        private ReceivedEvent event(StoredOrder order) {
            int number = random.nextInt(20);
            return switch (number % 5) {
                case 0 -> StoredEvents.cancelled(order, number);
                case 1 -> StoredEvents.fulfilled(order, number);
                case 2 -> StoredEvents.copy(StoredEvents.refunded(order, 7, "4"), number);
                default -> StoredEvents.refunded(order, number, "2.5");
            };
        }
    }

    private static String vendor(Random random) {
        return List.of("v", "v1", "v-1", "v.", "v10", "w", "W", "0").get(random.nextInt(8));
    }

    private static boolean isOf(StoredOrder order, Optional<VendorId> vendor) {
        return order.received().order().account().equals(A1)
                && (vendor.isEmpty() || vendor.get().equals(order.received().order().vendor()));
    }

    private static List<String> newestFirst(List<OrderHistory> orders) {
        return orders.stream()
                .sorted(Comparator.comparing(OrderHistory::id).reversed())
                .map(order -> OrderDocument.format(order.life()))
                .toList();
    }

    private static String idIn(String document) {
        return document.substring("{\"orderid\":\"".length(), "{\"orderid\":\"".length() + 36);
    }
}
