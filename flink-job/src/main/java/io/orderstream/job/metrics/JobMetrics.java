package io.orderstream.job.metrics;

import org.apache.flink.metrics.MetricGroup;

/** The metric group of the job's own metrics. */
public final class JobMetrics {

    private JobMetrics() {}

    /**
     * The group for an operator's metrics. Managed Flink sends all metrics in the group {@code
     * kinesisanalytics} to CloudWatch, to the namespace AWS/KinesisAnalytics. There, {@code
     * Program} is a dimension with the value {@code Orderstream}.
     */
    public static MetricGroup group(MetricGroup operator) {
        return operator.addGroup("kinesisanalytics").addGroup("Program", "Orderstream");
    }
}
