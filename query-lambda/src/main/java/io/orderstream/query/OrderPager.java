package io.orderstream.query;

import io.orderstream.model.AccountId;
import io.orderstream.model.OrderDocument;
import io.orderstream.model.OrderId;
import io.orderstream.model.VendorId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Pages through orders, newest first; the last order of a page is where the next one begins. */
final class OrderPager {

    /**
     * What a page's documents may take of the answer. A function's answer holds 6 MB, in which each
     * quote takes two characters.
     */
    private static final int MAX_ESCAPED_BYTES = 5_000_000;

    private final OrderStore store;
    private final Parallel parallel;

    OrderPager(OrderStore store, Parallel parallel) {
        this.store = store;
        this.parallel = parallel;
    }

    /**
     * One page.
     *
     * @param documents order documents, newest first
     * @param next what to ask for the next page with; nothing if this is the last
     */
    record Page(List<String> documents, Optional<OrderId> next) {}

    /**
     * The page below an order, or the first; with one vendor or with all of the account's.
     *
     * @param limit how many orders at most; very large orders make a shorter page
     */
    Page page(AccountId account, Optional<VendorId> vendor, Optional<OrderId> below, int limit) {
        List<VendorId> vendors = vendor.map(List::of).orElseGet(() -> Vendors.of(store, account));
        NewestFirst orders = new NewestFirst(store, parallel, account, vendors, below, limit + 1);
        List<String> documents = new ArrayList<>();
        Optional<OrderId> last = below;
        long bytes = 0;
        while (documents.size() < limit && orders.hasNext()) {
            StoredOrder order = orders.peek();
            String document = OrderDocument.format(order.received());
            bytes += escapedBytes(document);
            if (bytes > MAX_ESCAPED_BYTES && !documents.isEmpty()) {
                break;
            }
            documents.add(document);
            last = Optional.of(order.id());
            orders.next();
        }
        return new Page(List.copyOf(documents), orders.hasNext() ? last : Optional.empty());
    }

    /** How long a text is as part of a JSON string in UTF-8; never less than it really is. */
    private static long escapedBytes(String text) {
        return text.chars()
                .mapToLong(c -> c == '"' || c == '\\' ? 2 : c < 0x20 ? 6 : c < 0x80 ? 1 : 3)
                .sum();
    }
}
