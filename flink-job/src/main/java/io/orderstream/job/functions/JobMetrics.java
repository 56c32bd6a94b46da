package io.orderstream.job.functions;

import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.metrics.MetricGroup;

/** Where the job's own metrics are registered. */
final class JobMetrics {

    private JobMetrics() {}

    /**
     * The group whose metrics Managed Flink sends to CloudWatch (namespace AWS/KinesisAnalytics);
     * the pair below it becomes a dimension.
     */
    static MetricGroup group(RuntimeContext context) {
        return context.getMetricGroup()
                .addGroup("kinesisanalytics")
                .addGroup("Program", "Orderstream");
    }
}
