package io.orderstream.acceptance.hostile;

import java.util.List;

/**
 * Whom it is about.
 *
 * @param caller the account that the caller is, with its own orders
 * @param victims the accounts whose orders it should not get; their ids are known to the caller
 */
public record Targets(Party caller, List<Party> victims) {

    /**
     * An account and what it has.
     *
     * @param account its id
     * @param vendors the ids of vendors that it has orders with
     * @param orders the ids of its orders
     */
    public record Party(String account, List<String> vendors, List<String> orders) {

        /** Refuses null members. */
        public Party {
            vendors = List.copyOf(vendors);
            orders = List.copyOf(orders);
        }
    }

    /** Refuses null members. */
    public Targets {
        victims = List.copyOf(victims);
    }

    Party victim(Dice dice) {
        return dice.pick(victims);
    }

    /** The caller's own address of an honest query. */
    String honest(Dice dice) {
        String vendor = dice.pick(caller.vendors());
        return dice.pick(
                "/order?accountid=" + caller.account() + "&vendorid=" + vendor,
                "/orders?accountid=" + caller.account(),
                "/orders?accountid=" + caller.account() + "&vendorid=" + vendor + "&limit=2",
                "/invoice?accountid=" + caller.account() + "&vendorid=" + vendor);
    }
}
