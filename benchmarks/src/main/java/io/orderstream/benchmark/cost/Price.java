package io.orderstream.benchmark.cost;

/**
 * AWS's list prices in us-east-1, as of November 2026, without free tiers, savings plans or
 * discounts for volume other than the HTTP API's. They are on <a
 * href="https://aws.amazon.com/api-gateway/pricing/">AWS's pricing pages</a> of each service.
 */
public enum Price {
    /** The first 300 million of a month. */
    HTTP_API_REQUEST(1.00e-6),
    HTTP_API_REQUEST_BEYOND(0.90e-6),
    LAMBDA_REQUEST(0.20e-6),
    /** On arm64. */
    LAMBDA_GB_SECOND(0.0000133334),
    XRAY_TRACE(5.00e-6),
    /** On demand, as the next three; each record is rounded up to 1 KB. */
    KINESIS_STREAM_HOUR(0.04),
    KINESIS_GB_IN(0.08),
    /** For each reader. */
    KINESIS_GB_OUT(0.04),
    /** Beyond the first day. */
    KINESIS_GB_MONTH_EXTENDED(0.10),
    KINESIS_SHARD_HOUR(0.015),
    /** For more than a day's retention, in addition. */
    KINESIS_SHARD_HOUR_EXTENDED(0.020),
    FLINK_KPU_HOUR(0.11),
    /** Running storage. */
    FLINK_STORAGE_GB_MONTH(0.10),
    /** A write of up to 1 KB, on demand. */
    DYNAMODB_WRITE_UNIT(0.625e-6),
    /** PUT, POST or LIST; each request of a multipart upload is one. */
    S3_PUT(5.00e-6),
    S3_GET(0.40e-6),
    LOGS_GB(0.50),
    ALARM_METRIC_MONTH(0.10),
    /** Beyond three of an account. */
    DASHBOARD_MONTH(3.00);

    private final double usd;

    Price(double usd) {
        this.usd = usd;
    }

    /** US dollars for one. */
    public double usd() {
        return usd;
    }
}
