package io.orderstream.benchmark.cost;

import java.util.ArrayList;
import java.util.List;

/**
 * What both architectures pay alike: the API, the function behind it, the stream.
 *
 * @param functionSeconds what Lambda bills for one POST; assumed
 * @param functionGb the function's memory, the template's default
 * @param logBytes the function's and the API's log lines of one POST; assumed. Lambda's own lines,
 *     as many bytes again, are not written at the template's SystemLogLevel
 * @param retentionDays how long the stream keeps orders, the template's default
 * @param readers of the stream
 */
record Ingestion(
        double functionSeconds,
        double functionGb,
        double logBytes,
        double retentionDays,
        int readers) {

    private static final double RECORD_GB = 1e-6;
    private static final double FIRST_REQUESTS_OF_MONTH = 300e6;
    // X-Ray's default rule, for each function: one request a second and a twentieth of the others.
    private static final double TRACES_PER_SECOND = 1;
    private static final double TRACED_SHARE = 0.05;

    static Ingestion withReaders(int readers) {
        return new Ingestion(Workload.SECONDS_OF_POST, 1, 600, 7, readers);
    }

    CostItem streamIdle() {
        return new CostItem(
                "Kinesis, on demand", "0.04 × 24 h", 24 * Price.KINESIS_STREAM_HOUR.usd());
    }

    List<CostItem> ordersOfDay(Workload workload) {
        double orders = workload.perDay();
        List<CostItem> items = new ArrayList<>();
        items.add(new CostItem("HTTP API", "1.00 a million", apiRequests(workload)));
        items.add(
                new CostItem(
                        "Lambda, 1 GB for 20 ms",
                        "0.20 + 20,000 GB-s × 0.0000133334",
                        orders
                                * (Price.LAMBDA_REQUEST.usd()
                                        + functionSeconds
                                                * functionGb
                                                * Price.LAMBDA_GB_SECOND.usd())));
        double traced =
                Math.min(workload.ordersPerSecond(), TRACES_PER_SECOND) * Workload.DAY_SECONDS;
        items.add(
                new CostItem(
                        "X-Ray, a trace a second and 5 % of the others",
                        "(86,400 + 0.05 × 913,600) × 5.00 a million",
                        (traced + (orders - traced) * TRACED_SHARE) * Price.XRAY_TRACE.usd()));
        items.add(
                new CostItem(
                        "logs, two lines of 300 bytes",
                        "0.6 GB × 0.50",
                        orders * logBytes * 1e-9 * Price.LOGS_GB.usd()));
        items.add(
                new CostItem(
                        "Kinesis, 1 GB in and out",
                        readers == 1 ? "0.08 + 0.04" : "0.08 + " + readers + " × 0.04",
                        orders
                                * RECORD_GB
                                * (Price.KINESIS_GB_IN.usd()
                                        + readers * Price.KINESIS_GB_OUT.usd())));
        items.add(
                new CostItem(
                        "Kinesis, 1 GB kept for six days more",
                        "0.10 × 6 ÷ 30.4",
                        orders
                                * RECORD_GB
                                * (retentionDays - 1)
                                / Workload.MONTH_DAYS
                                * Price.KINESIS_GB_MONTH_EXTENDED.usd()));
        return items;
    }

    /** A day's share of the month's requests, of which those beyond a number are cheaper. */
    private static double apiRequests(Workload workload) {
        double month = workload.perMonth();
        double first = Math.min(month, FIRST_REQUESTS_OF_MONTH);
        return (first * Price.HTTP_API_REQUEST.usd()
                        + (month - first) * Price.HTTP_API_REQUEST_BEYOND.usd())
                / Workload.MONTH_DAYS;
    }
}
