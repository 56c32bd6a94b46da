package io.orderstream.benchmark.cost;

/**
 * The rate of orders that a design is priced for. The orders arrive evenly. Each order takes up to
 * 1 KB on the stream, in the table and in the archive.
 *
 * @param ordersPerSecond more than 0
 */
public record Workload(double ordersPerSecond) {

    /** The size of an order in the model. */
    public static final double ORDER_BYTES = 1_024;

    /** The write limit of a shard, in records of up to 1 KB. */
    private static final double ORDERS_PER_SECOND_AND_SHARD = 1_000;

    /** The seconds of a day. */
    static final double DAY_SECONDS = 86_400;

    /** The days of a month: AWS calculates with 730 hours. */
    static final double MONTH_DAYS = 30.4;

    /** Returns the workload of this many orders a day. */
    public static Workload perDay(double orders) {
        return new Workload(orders / DAY_SECONDS);
    }

    /** Returns the workload of these orders and of one event for each of them. */
    Workload withEvents() {
        return new Workload(2 * ordersPerSecond);
    }

    /** Returns the number of shards that can take in these orders. */
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
