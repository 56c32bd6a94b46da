package io.orderstream.benchmark.cost;

import java.util.List;

/** The costs of one design that brings orders from the API into the table and the archive. */
public interface Architecture {

    /**
     * Returns the costs of a day without orders.
     *
     * @param sizedFor the workload for which the design has capacity
     */
    List<CostItem> idleDay(Workload sizedFor);

    /** Returns the additional costs of one day's orders. */
    List<CostItem> ordersOfDay(Workload workload);

    /** Returns the US dollars for a month. */
    default double usdPerMonth(Workload workload) {
        return (CostItem.sum(idleDay(workload)) + CostItem.sum(ordersOfDay(workload)))
                * Workload.MONTH_DAYS;
    }

    /** Returns the US dollars for a million orders, with their share of the fixed costs. */
    default double usdPerMillion(Workload workload) {
        return usdPerMonth(workload) / workload.perMonth() * 1e6;
    }
}
