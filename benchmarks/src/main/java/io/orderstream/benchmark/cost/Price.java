package io.orderstream.benchmark.cost;

/**
 * AWS's list prices in us-east-1, as of November 2026, without free tiers, savings plans or
 * discounts for volume other than the HTTP API's.
 */
public enum Price {
    /** The first 300 million of a month. */
    HTTP_API_REQUEST(1.00e-6, "api-gateway/pricing/"),
    HTTP_API_REQUEST_BEYOND(0.90e-6, "api-gateway/pricing/"),
    LAMBDA_REQUEST(0.20e-6, "lambda/pricing/"),
    /** On arm64. */
    LAMBDA_GB_SECOND(0.0000133334, "lambda/pricing/"),
    XRAY_TRACE(5.00e-6, "xray/pricing/"),
    /** On demand, as the next three; each record is rounded up to 1 KB. */
    KINESIS_STREAM_HOUR(0.04, "kinesis/data-streams/pricing/"),
    KINESIS_GB_IN(0.08, "kinesis/data-streams/pricing/"),
    /** For each reader. */
    KINESIS_GB_OUT(0.04, "kinesis/data-streams/pricing/"),
    /** Beyond the first day. */
    KINESIS_GB_MONTH_EXTENDED(0.10, "kinesis/data-streams/pricing/"),
    KINESIS_SHARD_HOUR(0.015, "kinesis/data-streams/pricing/"),
    /** For more than a day's retention, in addition. */
    KINESIS_SHARD_HOUR_EXTENDED(0.020, "kinesis/data-streams/pricing/"),
    FLINK_KPU_HOUR(0.11, "managed-service-apache-flink/pricing/"),
    /** Running storage. */
    FLINK_STORAGE_GB_MONTH(0.10, "managed-service-apache-flink/pricing/"),
    /** A write of up to 1 KB, on demand. */
    DYNAMODB_WRITE_UNIT(0.625e-6, "dynamodb/pricing/on-demand/"),
    /** PUT, POST or LIST; each request of a multipart upload is one. */
    S3_PUT(5.00e-6, "s3/pricing/"),
    S3_GET(0.40e-6, "s3/pricing/"),
    LOGS_GB(0.50, "cloudwatch/pricing/"),
    ALARM_METRIC_MONTH(0.10, "cloudwatch/pricing/"),
    /** Beyond three of an account. */
    DASHBOARD_MONTH(3.00, "cloudwatch/pricing/");

    private final double usd;
    private final String page;

    Price(double usd, String page) {
        this.usd = usd;
        this.page = "https://aws.amazon.com/" + page;
    }

    /** US dollars for one. */
    public double usd() {
        return usd;
    }

    /** The page where AWS publishes it. */
    public String page() {
        return page;
    }
}
