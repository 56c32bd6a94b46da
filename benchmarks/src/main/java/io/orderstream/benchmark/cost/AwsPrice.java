package io.orderstream.benchmark.cost;

/**
 * AWS's list prices in us-east-1 in November 2026. They come from the pricing pages of the
 * services, such as <a href="https://aws.amazon.com/api-gateway/pricing/">API Gateway's</a>. The
 * prices leave out free tiers, savings plans and volume discounts, except for the HTTP API's volume
 * discount.
 */
public enum AwsPrice {
    /** The price for each of the first 300 million requests of a month. */
    HTTP_API_REQUEST(1.00e-6),
    /** The price for each further request of the month. */
    HTTP_API_REQUEST_BEYOND(0.90e-6),
    LAMBDA_REQUEST(0.20e-6),
    /** The price of a function on arm64. */
    LAMBDA_GB_SECOND(0.0000133334),
    XRAY_TRACE(5.00e-6),
    /** The price of an on-demand stream. The next three prices are for such a stream, too. */
    KINESIS_STREAM_HOUR(0.04),
    /** Kinesis rounds the size of each record up to the next full KB. */
    KINESIS_GB_IN(0.08),
    /** The price of the data that one consumer of the stream reads. */
    KINESIS_GB_OUT(0.04),
    /** The price for retention after the first day. */
    KINESIS_GB_MONTH_EXTENDED(0.10),
    /** The price of a shard of a provisioned stream. The next price is for such a shard, too. */
    KINESIS_SHARD_HOUR(0.015),
    /** The additional price for a retention of more than a day. */
    KINESIS_SHARD_HOUR_EXTENDED(0.020),
    FLINK_KPU_HOUR(0.11),
    /** Running application storage, 50 GB for each KPU. */
    FLINK_STORAGE_GB_MONTH(0.10),
    /** An on-demand write of up to 1 KB. */
    DYNAMODB_WRITE_UNIT(0.625e-6),
    /** A PUT, POST or LIST request. Each request of a multipart upload counts. */
    S3_PUT(5.00e-6),
    LOGS_GB(0.50),
    ALARM_METRIC_MONTH(0.10),
    /**
     * One dashboard. Three dashboards of an AWS account are free, but the cost model ignores that.
     */
    DASHBOARD_MONTH(3.00);

    private final double usd;

    AwsPrice(double usd) {
        this.usd = usd;
    }

    /** Returns the US dollars for one unit. */
    public double usd() {
        return usd;
    }
}
