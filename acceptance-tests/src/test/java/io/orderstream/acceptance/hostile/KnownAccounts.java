package io.orderstream.acceptance.hostile;

import java.util.List;

/**
 * Whom it is about.
 *
 * @param caller the account that the caller is, with its own orders
 * @param victims the accounts whose orders it should not get; their ids are known to the caller
 */
public record KnownAccounts(AccountOrders caller, List<AccountOrders> victims) {

    /**
     * An account and what it has.
     *
     * @param account its id
     * @param vendors the ids of vendors that it has orders with
     * @param orders the ids of its orders
     */
    public record AccountOrders(String account, List<String> vendors, List<String> orders) {

        /** Refuses null members. */
        public AccountOrders {
            vendors = List.copyOf(vendors);
            orders = List.copyOf(orders);
        }
    }

    /** Refuses null members. */
    public KnownAccounts {
        victims = List.copyOf(victims);
    }

    AccountOrders victim(SeededRandom random) {
        return random.pick(victims);
    }

    /** The caller's own address of an honest query. */
    String honest(SeededRandom random) {
        String vendor = random.pick(caller.vendors());
        return random.pick(
                "/order?accountid=" + caller.account() + "&vendorid=" + vendor,
                "/orders?accountid=" + caller.account(),
                "/orders?accountid=" + caller.account() + "&vendorid=" + vendor + "&limit=2",
                "/invoice?accountid=" + caller.account() + "&vendorid=" + vendor);
    }
}
