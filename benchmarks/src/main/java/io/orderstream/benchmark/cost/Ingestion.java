package io.orderstream.benchmark.cost;

import java.util.List;

/**
 * The costs that {@link ThisDesign} and {@link ReplacedDesign} share: the API, the ingest function
 * and the stream.
 *
 * @param functionSeconds the seconds that Lambda bills for one POST; an assumption
 * @param functionGb the function's memory in GB, the template's default
 * @param logBytes the bytes that the function and the API log for one POST; an assumption. Lambda's
 *     platform logs would double the bytes, but the template's {@code SystemLogLevel} turns these
 *     logs off
 * @param retentionDays how many days the stream keeps orders, the template's default
 * @param readers the number of consumers of the stream
 */
record Ingestion(
        double functionSeconds,
        double functionGb,
        double logBytes,
        double retentionDays,
        int readers) {

    private static final double RECORD_GB = 1e-6;
    private static final double FIRST_REQUESTS_OF_MONTH = 300e6;
    // X-Ray's default sampling rule: the first request of each second, and 5 % of the others.
    private static final double TRACES_PER_SECOND = 1;
    private static final double TRACED_SHARE = 0.05;

    static Ingestion withReaders(int readers) {
        return new Ingestion(0.020, 1, 600, 7, readers);
    }

    /** Returns the price of an on-demand stream for a day, without its orders: 24 × 0.04. */
    CostItem streamIdle() {
        return new CostItem("Kinesis stream", 24 * AwsPrice.KINESIS_STREAM_HOUR.usd());
    }

    List<CostItem> ordersOfDay(Workload workload) {
        double orders = workload.perDay();
        double lambda =
                AwsPrice.LAMBDA_REQUEST.usd()
                        + functionSeconds * functionGb * AwsPrice.LAMBDA_GB_SECOND.usd();
        double always =
                Math.min(workload.ordersPerSecond(), TRACES_PER_SECOND) * Workload.DAY_SECONDS;
        double traces = always + (orders - always) * TRACED_SHARE;
        double kinesis = AwsPrice.KINESIS_GB_IN.usd() + readers * AwsPrice.KINESIS_GB_OUT.usd();
        double keptMonths = (retentionDays - 1) / Workload.MONTH_DAYS;
        return List.of(
                new CostItem("HTTP API", apiRequests(workload)),
                new CostItem("Lambda", orders * lambda),
                new CostItem("X-Ray", traces * AwsPrice.XRAY_TRACE.usd()),
                new CostItem("logs", orders * logBytes * 1e-9 * AwsPrice.LOGS_GB.usd()),
                new CostItem("Kinesis in and out", orders * RECORD_GB * kinesis),
                new CostItem(
                        "Kinesis retention",
                        orders
                                * RECORD_GB
                                * keptMonths
                                * AwsPrice.KINESIS_GB_MONTH_EXTENDED.usd()));
    }

    /**
     * Returns the price of one day's requests to the API. Requests after the first 300 million of a
     * month are cheaper, so the price of a month is computed and divided by its days.
     */
    private static double apiRequests(Workload workload) {
        double month = workload.perMonth();
        double first = Math.min(month, FIRST_REQUESTS_OF_MONTH);
        return (first * AwsPrice.HTTP_API_REQUEST.usd()
                        + (month - first) * AwsPrice.HTTP_API_REQUEST_BEYOND.usd())
                / Workload.MONTH_DAYS;
    }
}
