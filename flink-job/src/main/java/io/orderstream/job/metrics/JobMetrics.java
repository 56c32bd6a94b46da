package io.orderstream.job.metrics;

import org.apache.flink.metrics.MetricGroup;

/** Where the job's own metrics are registered. */
public final class JobMetrics {

    private JobMetrics() {}

    /**
     * The group whose metrics Managed Flink sends to CloudWatch (namespace AWS/KinesisAnalytics);
     * the pair below it becomes a dimension.
     *
     * @param operator the operator's own group
     */
    public static MetricGroup group(MetricGroup operator) {
        return operator.addGroup("kinesisanalytics").addGroup("Program", "Orderstream");
    }
}
