package io.orderstream.benchmark.cost;

/**
 * A line of a bill.
 *
 * @param name what is paid for
 * @param arithmetic how its amount comes about
 * @param usd US dollars
 */
public record CostItem(String name, String arithmetic, double usd) {

    static double sum(Iterable<CostItem> items) {
        double sum = 0;
        for (CostItem item : items) {
            sum += item.usd;
        }
        return sum;
    }
}
