package io.orderstream.benchmark.cost;

/**
 * AWS's list prices in us-east-1, as of November 2026, without free tiers, savings plans or
 * discounts for volume other than the HTTP API's.
 */
public enum Price {
    HTTP_API_REQUEST(1.00e-6, "request, the first 300 million of a month", Source.API_GATEWAY),
    HTTP_API_REQUEST_BEYOND(0.90e-6, "request beyond them", Source.API_GATEWAY),
    LAMBDA_REQUEST(0.20e-6, "request", Source.LAMBDA),
    LAMBDA_GB_SECOND(0.0000133334, "GB-second on arm64", Source.LAMBDA),
    XRAY_TRACE(5.00e-6, "trace recorded", Source.XRAY),
    KINESIS_STREAM_HOUR(0.04, "hour of a stream, on demand", Source.KINESIS),
    KINESIS_GB_IN(0.08, "GB in, on demand, each record rounded up to 1 KB", Source.KINESIS),
    KINESIS_GB_OUT(0.04, "GB out, on demand, for each reader", Source.KINESIS),
    KINESIS_GB_MONTH_EXTENDED(0.10, "GB-month beyond the first day, on demand", Source.KINESIS),
    KINESIS_SHARD_HOUR(0.015, "shard-hour, provisioned", Source.KINESIS),
    KINESIS_SHARD_HOUR_EXTENDED(
            0.020, "shard-hour for more than a day's retention, provisioned", Source.KINESIS),
    KINESIS_PUT_UNIT(0.014e-6, "25 KB unit put, provisioned", Source.KINESIS),
    FLINK_KPU_HOUR(0.11, "KPU-hour", Source.FLINK),
    FLINK_STORAGE_GB_MONTH(0.10, "GB-month of running storage, 50 GB for each KPU", Source.FLINK),
    DYNAMODB_WRITE_UNIT(0.625e-6, "write of up to 1 KB, on demand", Source.DYNAMODB),
    DYNAMODB_GB_MONTH(0.25, "GB-month", Source.DYNAMODB),
    DYNAMODB_RECOVERY_GB_MONTH(0.20, "GB-month of point-in-time recovery", Source.DYNAMODB),
    S3_PUT(5.00e-6, "PUT, POST or LIST; each request of a multipart upload is one", Source.S3),
    S3_GET(0.40e-6, "GET or HEAD", Source.S3),
    S3_GB_MONTH(0.023, "GB-month", Source.S3),
    LOGS_GB(0.50, "GB of logs taken in", Source.CLOUDWATCH),
    ALARM_METRIC_MONTH(0.10, "month of an alarm's metric", Source.CLOUDWATCH),
    DASHBOARD_MONTH(3.00, "month of a dashboard, beyond three of an account", Source.CLOUDWATCH);

    /** Where AWS publishes the prices. */
    public enum Source {
        API_GATEWAY("https://aws.amazon.com/api-gateway/pricing/"),
        LAMBDA("https://aws.amazon.com/lambda/pricing/"),
        XRAY("https://aws.amazon.com/xray/pricing/"),
        KINESIS("https://aws.amazon.com/kinesis/data-streams/pricing/"),
        FLINK("https://aws.amazon.com/managed-service-apache-flink/pricing/"),
        DYNAMODB("https://aws.amazon.com/dynamodb/pricing/on-demand/"),
        S3("https://aws.amazon.com/s3/pricing/"),
        CLOUDWATCH("https://aws.amazon.com/cloudwatch/pricing/");

        private final String page;

        Source(String page) {
            this.page = page;
        }

        /** The page's address. */
        public String page() {
            return page;
        }
    }

    private final double usd;
    private final String unit;
    private final Source source;

    Price(double usd, String unit, Source source) {
        this.usd = usd;
        this.unit = unit;
        this.source = source;
    }

    /** US dollars for one {@link #unit()}. */
    public double usd() {
        return usd;
    }

    /** What it is the price of. */
    public String unit() {
        return unit;
    }

    /** Where it is published. */
    public Source source() {
        return source;
    }
}
