package io.orderstream.benchmark.cost;

import java.util.List;

/** A way to get orders from the API into the table and the archive, with what it costs. */
public interface Architecture {

    /** What is paid in a day in which no order comes. */
    List<CostItem> idleDay(Workload sizedFor);

    /** What a day's orders add to it. */
    List<CostItem> ordersOfDay(Workload workload);

    /** US dollars a month. */
    default double usdPerMonth(Workload workload) {
        return (CostItem.sum(idleDay(workload)) + CostItem.sum(ordersOfDay(workload)))
                * Workload.MONTH_DAYS;
    }

    /** US dollars for a million orders, the share in what is paid without orders included. */
    default double usdPerMillion(Workload workload) {
        return usdPerMonth(workload) / workload.perMonth() * 1e6;
    }
}
