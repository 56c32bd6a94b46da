package io.orderstream.benchmark.cost;

/**
 * A line of a bill.
 *
 * @param name what is paid for
 * @param usd US dollars
 */
public record CostItem(String name, double usd) {

    static double sum(Iterable<CostItem> items) {
        double sum = 0;
        for (CostItem item : items) {
            sum += item.usd;
        }
        return sum;
    }

    /** The sum of the amounts, each rounded to the cent first. */
    static double sumOfCents(Iterable<CostItem> items) {
        double cents = 0;
        for (CostItem item : items) {
            cents += Math.round(item.usd * 100);
        }
        return cents / 100;
    }
}
