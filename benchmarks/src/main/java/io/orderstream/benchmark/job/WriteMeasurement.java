package io.orderstream.benchmark.job;

import io.orderstream.benchmark.ProcessorTime;
import io.orderstream.benchmark.cost.Price;
import io.orderstream.benchmark.cost.ThisDesign;
import io.orderstream.benchmark.standin.LatentServer;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * What it took to write a number of orders.
 *
 * @param seconds from the first request to DynamoDB or S3 to the last answer of either, with the
 *     uploads and commits of the last files
 * @param cpuSeconds processor time of this process between the same two, stand-ins included
 * @param archiveRequests to S3, by operation
 */
record WriteMeasurement(
        long orders,
        double seconds,
        double cpuSeconds,
        long tableRequests,
        Map<String, Long> archiveRequests) {

    /** What the stand-ins counted since they were reset. */
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

    /** Microseconds of one core for each order. */
    double coreMicros() {
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

    /**
     * US dollars for the requests of a million orders: the write units of each item, and S3's price
     * of each operation. Deletes are free.
     */
    double usdPerMillion() {
        double archive = 0;
        for (Map.Entry<String, Long> operation : archiveRequests.entrySet()) {
            archive +=
                    operation.getValue()
                            * switch (operation.getKey()) {
                                case "HeadObject", "GetObject" -> Price.S3_GET.usd();
                                case "DELETE", "DeleteObjects" -> 0;
                                default -> Price.S3_PUT.usd();
                            };
        }
        double table =
                tableRequests > 0 ? ThisDesign.WRITE_UNITS * Price.DYNAMODB_WRITE_UNIT.usd() : 0;
        return (archive / orders + table) * 1e6;
    }
}
