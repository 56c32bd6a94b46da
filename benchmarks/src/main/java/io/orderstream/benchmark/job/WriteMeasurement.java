package io.orderstream.benchmark.job;

import io.orderstream.benchmark.ProcessorTime;
import io.orderstream.benchmark.standin.LatentServer;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The time and the requests that one run needed to write its records.
 *
 * @param orders the number of records: orders, and events if the run has them
 * @param seconds the time from the first request to DynamoDB or S3 until the last answer of either.
 *     The uploads and commits of the last files are included.
 * @param cpuSeconds the processor time of this process from the first request until the job has
 *     ended. This includes the stand-ins, because they run in this process.
 * @param tableRequests the number of requests to DynamoDB
 * @param archiveRequests the number of requests to S3, by operation
 */
record WriteMeasurement(
        long orders,
        double seconds,
        double cpuSeconds,
        long tableRequests,
        Map<String, Long> archiveRequests) {

    /** Reads the counters of the stand-ins. They count from their last reset. */
    static WriteMeasurement of(StandIns standIns, long orders) {
        List<LatentServer> asked =
                List.<LatentServer>of(standIns.dynamoDb(), standIns.s3()).stream()
                        .filter(server -> server.firstNanos() != 0)
                        .sorted(Comparator.comparing(LatentServer::firstNanos))
                        .toList();
        LatentServer first = asked.get(0);
        long end = asked.stream().mapToLong(LatentServer::lastNanos).max().orElseThrow();
        return new WriteMeasurement(
                orders,
                (end - first.firstNanos()) / 1e9,
                (ProcessorTime.nanos() - first.cpuNanosAtFirst()) / 1e9,
                standIns.dynamoDb().total(),
                standIns.s3().requests());
    }

    double ordersPerSecond() {
        return orders / seconds;
    }

    /**
     * Returns the average processor time for one record, in microseconds. Processor time is the sum
     * over all cores.
     */
    double processorMicrosPerOrder() {
        return cpuSeconds / orders * 1e6;
    }

    double tableRequestsPerOrder() {
        return (double) tableRequests / orders;
    }

    double archiveRequestsPerOrder() {
        return (double) archiveTotal() / orders;
    }

    long archiveTotal() {
        return archiveRequests.values().stream().mapToLong(Long::longValue).sum();
    }
}
