package io.orderstream.benchmark.cost;

/**
 * How many orders come, evenly spread, each of up to 1 KB: on the stream, in the table, in the
 * archive.
 *
 * @param ordersPerSecond more than 0
 */
public record Workload(double ordersPerSecond) {

    /** One order, as it is priced. */
    public static final double ORDER_BYTES = 1_024;

    /** What a shard takes in: records of up to 1 KB. */
    private static final double ORDERS_PER_SECOND_AND_SHARD = 1_000;

    /** A day's seconds. */
    static final double DAY_SECONDS = 86_400;

    /** A month's days: a twelfth of a year, as AWS reckons. */
    static final double MONTH_DAYS = 30.4;

    /** This number of orders, spread over a day. */
    public static Workload perDay(double orders) {
        return new Workload(orders / DAY_SECONDS);
    }

    /** The number of shards for these orders. */
    int shards() {
        return (int) Math.ceil(ordersPerSecond / ORDERS_PER_SECOND_AND_SHARD);
    }

    double perDay() {
        return ordersPerSecond * DAY_SECONDS;
    }

    double perMonth() {
        return perDay() * MONTH_DAYS;
    }
}
