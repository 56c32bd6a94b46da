package io.orderstream.acceptance.hostile;

import java.util.List;

/**
 * The accounts that a hostile caller knows.
 *
 * @param caller the caller's own account
 * @param victims the accounts whose orders the caller must not get, although it knows the ids of
 *     these accounts, of their vendors and of their orders
 */
public record KnownAccounts(AccountOrders caller, List<AccountOrders> victims) {

    /**
     * An account with its vendors and orders.
     *
     * @param account the id of the account
     * @param vendors the vendor id of each order, in the sequence of {@code orders}
     * @param orders the ids of the orders of the account
     */
    public record AccountOrders(String account, List<String> vendors, List<String> orders) {

        /** Copies the lists. */
        public AccountOrders {
            vendors = List.copyOf(vendors);
            orders = List.copyOf(orders);
        }
    }

    /** Copies the list. */
    public KnownAccounts {
        victims = List.copyOf(victims);
    }

    AccountOrders victim(SeededRandom random) {
        return random.pick(victims);
    }

    /** The path and query of a valid request for the caller's own orders. */
    String validTarget(SeededRandom random) {
        int order = random.below(caller.orders().size());
        String vendor = caller.vendors().get(order);
        String query =
                "?accountid="
                        + caller.account()
                        + "&vendorid="
                        + vendor
                        + "&orderid="
                        + caller.orders().get(order);
        return random.pick(
                "/order?accountid=" + caller.account() + "&vendorid=" + vendor,
                "/orders?accountid=" + caller.account(),
                "/orders?accountid=" + caller.account() + "&vendorid=" + vendor + "&limit=2",
                "/invoice?accountid=" + caller.account() + "&vendorid=" + vendor,
                "/invoice" + query + "&document=creditnote",
                "/order/events" + query,
                "/order" + query + "&at=2026-11-28T10:00:00Z");
    }
}
