package io.orderstream.deploy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;
import software.amazon.awssdk.services.cloudwatch.model.ScanBy;

/** The metrics of an application's job, from CloudWatch. */
final class JobMetricReader {

    private static final int MINUTE_SECONDS = 60;

    private final ServiceCalls calls = new ServiceCalls();
    private final CloudWatchClient client;

    JobMetricReader(CloudWatchClient client) {
        this.client = client;
    }

    /** The metrics of the minutes that begin between two times, as far as CloudWatch has them. */
    JobMetricHistory of(String application, Instant from, Instant to) {
        List<MetricDataQuery> queries =
                List.of(
                        query(application, "downtime"),
                        query(application, "fullRestarts"),
                        query(application, "numberOfFailedCheckpoints"),
                        query(application, "lastCheckpointDuration"));
        Map<String, List<Double>> values = new HashMap<>();
        for (MetricDataResult result :
                calls.answer(
                        () ->
                                client
                                        .getMetricDataPaginator(
                                                r ->
                                                        r.startTime(from)
                                                                .endTime(to)
                                                                .scanBy(ScanBy.TIMESTAMP_ASCENDING)
                                                                .metricDataQueries(queries))
                                        .metricDataResults()
                                        .stream()
                                        .toList())) {
            values.computeIfAbsent(result.id(), id -> new ArrayList<>()).addAll(result.values());
        }
        return new JobMetricHistory(
                values.getOrDefault(id("downtime"), List.of()),
                values.getOrDefault(id("fullRestarts"), List.of()),
                values.getOrDefault(id("numberOfFailedCheckpoints"), List.of()),
                values.getOrDefault(id("lastCheckpointDuration"), List.of()));
    }

    private static MetricDataQuery query(String application, String metric) {
        return MetricDataQuery.builder()
                .id(id(metric))
                .metricStat(
                        stat ->
                                stat.period(MINUTE_SECONDS)
                                        .stat("Maximum")
                                        .metric(
                                                m ->
                                                        m.namespace("AWS/KinesisAnalytics")
                                                                .metricName(metric)
                                                                .dimensions(
                                                                        Dimension.builder()
                                                                                .name("Application")
                                                                                .value(application)
                                                                                .build())))
                .build();
    }

    private static String id(String metric) {
        return metric;
    }
}
