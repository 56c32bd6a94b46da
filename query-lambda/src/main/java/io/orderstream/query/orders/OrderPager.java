package io.orderstream.query.orders;

import io.orderstream.model.AccountId;
import io.orderstream.model.OrderId;
import io.orderstream.model.VendorId;
import io.orderstream.model.wire.OrderDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Pages through orders, newest first; the last order of a page is where the next one begins. */
public final class OrderPager {

    /**
     * What a page's documents may take of the answer. A function's answer holds 6 MB, in which each
     * quote takes two characters.
     */
    private static final int MAX_ESCAPED_BYTES = 5_000_000;

    private final OrderStore store;

    /** Pages through the orders of this table. */
    public OrderPager(OrderStore store) {
        this.store = store;
    }

    /**
     * One page.
     *
     * @param documents order documents, newest first
     * @param next what to ask for the next page with; nothing if this is the last
     */
    public record Page(List<String> documents, Optional<OrderId> next) {}

    /**
     * The page below an order, or the first; with one vendor or with all of the account's.
     *
     * @param limit how many orders at most; very large orders make a shorter page
     */
    public Page page(
            AccountId account, Optional<VendorId> vendor, Optional<OrderId> below, int limit) {
        List<String> documents = new ArrayList<>();
        Optional<OrderId> last = below;
        long bytes = 0;
        OrderStore.Chunk chunk;
        do {
            // One order more than the page has room for tells that there is a next page.
            chunk = store.newest(account, vendor, last, limit + 1 - documents.size());
            for (StoredOrder order : chunk.orders()) {
                String document = OrderDocument.format(order.received());
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

    /** How long a text is as part of a JSON string in UTF-8; never less than it really is. */
    private static long escapedBytes(String text) {
        return text.chars()
                .mapToLong(c -> c == '"' || c == '\\' ? 2 : c < 0x20 ? 6 : c < 0x80 ? 1 : 3)
                .sum();
    }
}
