package io.orderstream.query.orders;

import io.orderstream.model.AccountId;
import io.orderstream.model.OrderId;
import io.orderstream.model.VendorId;
import io.orderstream.model.wire.OrderDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads orders with their state in pages, newest first. Each page begins after the last order of
 * the page before it.
 */
public final class OrderPager {

    /**
     * The maximum number of bytes that a page's documents may have in the answer. Lambda limits an
     * answer to 6 MB. The page is a JSON string in the answer, so each quote takes two bytes.
     */
    private static final int MAX_ESCAPED_BYTES = 5_000_000;

    private final OrderStore store;

    /** Reads the orders of this table. */
    public OrderPager(OrderStore store) {
        this.store = store;
    }

    /**
     * One page.
     *
     * @param documents order documents with the order's state, newest first
     * @param next the id of the page's last order, with which to ask for the next page. Empty if
     *     this is the last page
     */
    public record Page(List<String> documents, Optional<OrderId> next) {}

    /**
     * One page of an account's orders.
     *
     * @param vendor if given, only orders with this vendor
     * @param below if given, only orders that are older than this one. Otherwise the first page
     * @param limit the maximum number of orders in the page. A page of very large orders has fewer
     */
    public Page page(
            AccountId account, Optional<VendorId> vendor, Optional<OrderId> below, int limit) {
        List<String> documents = new ArrayList<>();
        Optional<OrderId> last = below;
        long bytes = 0;
        OrderStore.Chunk chunk;
        do {
            // Reads one order more than the page may have. If that order exists, there is a next
            // page.
            chunk = store.newest(account, vendor, last, limit + 1);
            for (OrderHistory order : chunk.orders()) {
                String document = OrderDocument.format(order.life());
                bytes += escapedBytes(document);
                if (documents.size() == limit
                        || (bytes > MAX_ESCAPED_BYTES && !documents.isEmpty())) {
                    return new Page(documents, last);
                }
                documents.add(document);
                last = Optional.of(order.id());
            }
        } while (!chunk.isLast());
        return new Page(documents, Optional.empty());
    }

    /** An upper limit of the length in bytes of a text that is escaped in a JSON string. */
    private static long escapedBytes(String text) {
        return text.chars()
                .mapToLong(c -> c == '"' || c == '\\' ? 2 : c < 0x20 ? 6 : c < 0x80 ? 1 : 3)
                .sum();
    }
}
