package io.orderstream.query;

import static io.orderstream.query.StoredOrders.document;
import static io.orderstream.query.StoredOrders.id;
import static io.orderstream.query.StoredOrders.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.model.AccountId;
import io.orderstream.model.OrderDocument;
import io.orderstream.model.OrderId;
import io.orderstream.model.VendorId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class OrderPagerTest {

    private static final AccountId A1 = AccountId.of("a1");

    private final FakeTable table = new FakeTable();
    private final OrderPager pager = new OrderPager(table, new Parallel());

    private OrderPager.Page page(String next, int limit) {
        return pager.page(A1, Optional.empty(), Optional.ofNullable(next).map(OrderId::of), limit);
    }

    @Test
    void mergesTheVendorsNewestFirst() {
        table.put(order("v1", 1)).put(order("v2", 2)).put(order("v1", 3)).put(order("v3", 4));

        assertThat(page(null, 10))
                .isEqualTo(
                        new OrderPager.Page(
                                List.of(
                                        document("v3", 4),
                                        document("v1", 3),
                                        document("v2", 2),
                                        document("v1", 1)),
                                Optional.empty()));
    }

    @Test
    void endsWithTheIdWithWhichTheNextPageBegins() {
        table.put(order("v1", 1)).put(order("v2", 2)).put(order("v1", 3));

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
    void hasNoNext_whenThePageIsFullAndNothingIsLeft() {
        table.put(order("v1", 1)).put(order("v2", 2));

        assertThat(page(null, 2).next()).isEmpty();
    }

    @Test
    void isEmpty_whenTheAccountHasNoOrders() {
        table.put(order("a2", "v1", 1, "{}"));

        assertThat(page(null, 2)).isEqualTo(new OrderPager.Page(List.of(), Optional.empty()));
    }

    @Test
    void doesNotMixUpVendorsOfWhichOneBeginsLikeTheOther() {
        // As text v-1 comes between v#… and v1#…, and all three begin with v.
        table.put(order("v", 1)).put(order("v-1", 2)).put(order("v1", 3)).put(order("v.", 4));

        assertThat(page(null, 10).documents())
                .containsExactly(
                        document("v.", 4), document("v1", 3), document("v-1", 2), document("v", 1));
        assertThat(pager.page(A1, Optional.of(VendorId.of("v")), Optional.empty(), 10).documents())
                .containsExactly(document("v", 1));
    }

    @Test
    void isCutShort_beforeTheAnswerOutgrowsWhatAFunctionMayAnswer() {
        String details =
                "{\"unitprice\":4.5,\"quantity\":2,\"note\":\"" + "\\\"".repeat(30_000) + "\"}";
        for (int i = 0; i < 60; i++) {
            table.put(order("a1", "v1", i, details));
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

    /** Whatever the orders and the limits: no order is lost, and none comes twice. */
    @Property(tries = 300)
    void pagesTogetherAreAllOrdersNewestFirst(
            @ForAll("orders") Set<Map.Entry<String, Integer>> orders,
            @ForAll @IntRange(min = 1, max = 12) int limit) {
        FakeTable some = new FakeTable();
        orders.forEach(entry -> some.put(order(entry.getKey(), entry.getValue())));
        OrderPager pages = new OrderPager(some, PARALLEL);
        List<String> expected =
                orders.stream()
                        .map(entry -> order(entry.getKey(), entry.getValue()))
                        .sorted(Comparator.comparing(StoredOrder::id).reversed())
                        .map(stored -> OrderDocument.format(stored.received()))
                        .toList();

        List<String> all = new ArrayList<>();
        Optional<OrderId> next = Optional.empty();
        do {
            OrderPager.Page page = pages.page(A1, Optional.empty(), next, limit);
            all.addAll(page.documents());
            // Only the last page may have fewer, and only a page after which there is more has a
            // next one: so this ends, and without an empty page.
            assertThat(page.documents())
                    .hasSize(
                            Math.min(
                                    limit, expected.size() - all.size() + page.documents().size()));
            assertThat(page.next().isPresent()).isEqualTo(all.size() < expected.size());
            next = page.next();
        } while (next.isPresent());

        assertThat(all).isEqualTo(expected);
    }

    private static final Parallel PARALLEL = new Parallel();

    @Provide
    Arbitrary<Set<Map.Entry<String, Integer>>> orders() {
        return Arbitraries.entries(
                        Arbitraries.of("v", "v1", "v-1", "v.", "v10", "w", "W", "0"),
                        Arbitraries.integers().between(0, 30))
                .set()
                .ofMaxSize(60);
    }
}
