package io.orderstream.query.orders;

import static io.orderstream.query.orders.StoredOrders.document;
import static io.orderstream.query.orders.StoredOrders.id;
import static io.orderstream.query.orders.StoredOrders.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.model.AccountId;
import io.orderstream.model.OrderId;
import io.orderstream.model.VendorId;
import io.orderstream.model.wire.OrderDocument;
import io.orderstream.query.Handlers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

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

    private OrderPager.Page page(String next, int limit) {
        return pager.page(A1, Optional.empty(), Optional.ofNullable(next).map(OrderId::of), limit);
    }

    @Test
    void aPageHasTheIdOfItsLastOrder_fromWhichTheNextPageStarts() {
        put(order("v1", 1)).put(order("v2", 2)).put(order("v1", 3));

        OrderPager.Page first = page(null, 2);
        assertThat(first)
                .isEqualTo(
                        new OrderPager.Page(
                                List.of(document("v1", 3), document("v2", 2)),
                                Optional.of(id("v2", 2))));
        assertThat(page(first.next().orElseThrow().value(), 2))
                .isEqualTo(new OrderPager.Page(List.of(document("v1", 1)), Optional.empty()));
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
                        document("v.", 4), document("v1", 3), document("v-1", 2), document("v", 1));
        assertThat(pager.page(A1, Optional.of(VendorId.of("v")), Optional.empty(), 10).documents())
                .containsExactly(document("v", 1));
    }

    @Test
    void aPageNeedsOneRead_howeverManyVendorsThereAre() {
        for (int i = 0; i < 7_000; i++) {
            put(order("v" + i, i));
        }

        OrderPager.Page first = page(null, 1);
        assertThat(first.documents()).containsExactly(document("v6999", 6_999));
        assertThat(dynamoDb.requests()).isEqualTo(1);
        assertThat(page(first.next().orElseThrow().value(), 50).documents())
                .hasSize(50)
                .startsWith(document("v6998", 6_998));
        assertThat(dynamoDb.requests()).isEqualTo(2);
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
     * Every order that exists when the first page is read is in one page, and newer orders come
     * first. Orders, limits and lengths of DynamoDB's answers are random. More orders are written
     * while the pages are read.
     */
    @Property(tries = 500)
    void eachOrderIsReturnedOnce_inAllPagesTogether(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 12) int limit,
            @ForAll @IntRange(min = 1, max = 15) int mostItems,
            @ForAll boolean ofOneVendor) {
        Random random = new Random(seed);
        IndexedTable orders = new IndexedTable(random, mostItems);
        Set<StoredOrder> atFirst = new HashSet<>();
        for (int i = random.nextInt(60); i > 0; i--) {
            atFirst.add(arrival(random, orders));
        }
        Optional<VendorId> vendor =
                ofOneVendor ? Optional.of(VendorId.of(vendor(random))) : Optional.empty();
        List<String> expected =
                newestFirst(atFirst.stream().filter(order -> isOf(order, vendor)).toList());

        List<String> all = new ArrayList<>();
        Optional<OrderId> next = Optional.empty();
        do {
            OrderPager.Page page = pager(orders).page(A1, vendor, next, limit);
            all.addAll(page.documents());
            assertThat(page.documents()).hasSizeBetween(expected.isEmpty() ? 0 : 1, limit);
            // Only the last page may be shorter, so the loop ends.
            assertThat(page.next().isEmpty() || page.documents().size() == limit).isTrue();
            next = page.next();
            for (int i = random.nextInt(4); i > 0; i--) {
                arrival(random, orders);
            }
        } while (next.isPresent());

        assertThat(all).containsSubsequence(expected).doesNotHaveDuplicates();
        assertThat(all.stream().map(OrderPagerTest::idIn).toList())
                .isSortedAccordingTo(Comparator.reverseOrder());
    }

    /**
     * Puts a random order into the table. It usually belongs to the account. It may be newer or
     * older than the other orders.
     */
    private static StoredOrder arrival(Random random, IndexedTable orders) {
        String account = random.nextInt(4) == 0 ? "a10" : "a1";
        StoredOrder order = order(account, vendor(random), random.nextInt(40), DETAILS);
        orders.put(StoredOrders.item(order));
        return order;
    }

    private static String vendor(Random random) {
        return List.of("v", "v1", "v-1", "v.", "v10", "w", "W", "0").get(random.nextInt(8));
    }

    private static boolean isOf(StoredOrder order, Optional<VendorId> vendor) {
        return order.received().order().account().equals(A1)
                && (vendor.isEmpty() || vendor.get().equals(order.received().order().vendor()));
    }

    private static List<String> newestFirst(List<StoredOrder> orders) {
        return orders.stream()
                .sorted(Comparator.comparing(StoredOrder::id).reversed())
                .map(stored -> OrderDocument.format(stored.received()))
                .toList();
    }

    private static String idIn(String document) {
        return document.substring("{\"orderid\":\"".length(), "{\"orderid\":\"".length() + 36);
    }
}
