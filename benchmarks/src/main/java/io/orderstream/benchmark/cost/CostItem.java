package io.orderstream.benchmark.cost;

/**
 * One line of a bill.
 *
 * @param name the service or resource
 * @param usd the amount of this line in US dollars
 */
public record CostItem(String name, double usd) {

    static double sum(Iterable<CostItem> items) {
        double sum = 0;
        for (CostItem item : items) {
            sum += item.usd;
        }
        return sum;
    }

    /** Rounds each amount to the cent, and returns the sum in US dollars. */
    static double sumOfCents(Iterable<CostItem> items) {
        double cents = 0;
        for (CostItem item : items) {
            cents += Math.round(item.usd * 100);
        }
        return cents / 100;
    }
}
