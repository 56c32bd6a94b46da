package io.orderstream.query;

import static io.orderstream.query.StoredOrders.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.model.AccountId;
import io.orderstream.model.OrderId;
import io.orderstream.model.VendorId;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class NewestFirstTest {

    private static final AccountId A1 = AccountId.of("a1");
    private static final String DETAILS = "{\"unitprice\":4.5,\"quantity\":2}";
    private static final Parallel PARALLEL = new Parallel();

    private static NewestFirst newestFirst(OrderStore store, int expected, long mostHeld) {
        return new NewestFirst(
                store, PARALLEL, A1, Vendors.of(store, A1), Optional.empty(), expected, mostHeld);
    }

    /** Whatever may be held: nothing at all, some orders, or every one. */
    @Property(tries = 300)
    void givesAllOrdersNewestFirst(
            @ForAll("orders") Set<Map.Entry<String, Integer>> orders,
            @ForAll @IntRange(min = 1, max = 12) int expected,
            @ForAll @IntRange(max = 1000) int mostHeld) {
        FakeTable table = new FakeTable();
        orders.forEach(entry -> table.put(order(entry.getKey(), entry.getValue())));

        assertThat(all(newestFirst(table, expected, mostHeld)))
                .isEqualTo(
                        orders.stream()
                                .map(entry -> order(entry.getKey(), entry.getValue()).id())
                                .sorted(Comparator.reverseOrder())
                                .toList());
    }

    @Provide
    Arbitrary<Set<Map.Entry<String, Integer>>> orders() {
        return Arbitraries.entries(
                        Arbitraries.of("v", "v1", "v-1", "w"),
                        Arbitraries.integers().between(0, 30))
                .set()
                .ofMaxSize(60);
    }

    private static List<OrderId> all(NewestFirst merged) {
        List<OrderId> all = new ArrayList<>();
        while (merged.hasNext()) {
            OrderId first = merged.peek().id();
            assertThat(merged.next().id()).isEqualTo(first);
            all.add(first);
        }
        return all;
    }

    @Test
    void leavesOutWhatComesInMeanwhile() {
        FakeTable table = new FakeTable().put(order("v1", 1)).put(order("v2", 2));
        NewestFirst merged = newestFirst(table, 1, 0);

        table.put(order("v1", 3)).put(order("v2", 4));

        assertThat(all(merged)).containsExactly(order("v2", 2).id(), order("v1", 1).id());
    }

    /** A client can have as many vendors as it likes, each with an order of 64 KiB. */
    @Test
    void holdsNoMoreThanItMay_howeverManyVendorsThereAre() {
        FreshOrders store = new FreshOrders();
        List<VendorId> vendors =
                IntStream.range(0, 500).mapToObj(i -> VendorId.of("v" + i)).toList();

        NewestFirst merged =
                new NewestFirst(
                        store,
                        PARALLEL,
                        A1,
                        vendors,
                        Optional.empty(),
                        1000,
                        20L * DETAILS.length());

        assertThat(store.made).hasSizeGreaterThanOrEqualTo(500);
        // The others are garbage, some of it that of threads which have not ended.
        assertThat(store.alive()).isLessThanOrEqualTo(60);
        assertThat(merged.hasNext()).isTrue();
    }

    /** Two orders of each vendor, made anew by each reading. */
    private static final class FreshOrders implements OrderStore {

        private final Queue<WeakReference<StoredOrder>> made = new ConcurrentLinkedQueue<>();

        long alive() {
            System.gc();
            return made.stream().filter(order -> order.get() != null).count();
        }

        @Override
        public OrderStore within(Deadline deadline) {
            return this;
        }

        @Override
        public Optional<StoredOrder> find(AccountId account, VendorId vendor, OrderId order) {
            throw new UnsupportedOperationException("find");
        }

        @Override
        public Optional<VendorId> nextVendor(AccountId account, Optional<VendorId> after) {
            throw new UnsupportedOperationException("nextVendor");
        }

        @Override
        public Chunk newest(
                AccountId account, VendorId vendor, Optional<OrderId> below, int limit) {
            List<StoredOrder> orders =
                    List.of(
                            order("a1", vendor.value(), 2, DETAILS),
                            order("a1", vendor.value(), 1, DETAILS));
            orders.forEach(order -> made.add(new WeakReference<>(order)));
            return new Chunk(orders, true);
        }
    }
}
