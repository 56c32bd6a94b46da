package io.orderstream.benchmark.sinks;

import io.orderstream.benchmark.cost.Price;
import java.util.Map;

/**
 * What one way of writing used for a number of orders.
 *
 * @param orders how many
 * @param seconds from the first order to the last answer
 * @param tableSeconds from the first request to DynamoDB to its last answer: neither the start nor
 *     the commit of the last files is in it, which a job that never ends does not have
 * @param tableRequests to DynamoDB
 * @param archiveRequests to S3, by kind
 * @param tableBytes of requests to DynamoDB
 * @param archiveBytes of requests to S3
 */
record Usage(
        long orders,
        double seconds,
        double tableSeconds,
        long tableRequests,
        Map<String, Long> archiveRequests,
        long tableBytes,
        long archiveBytes) {

    /** What the stand-ins counted since they were reset. */
    static Usage of(Services services, long orders, long startNanos) {
        long end = Math.max(services.dynamoDb().lastNanos(), services.s3().lastNanos());
        return new Usage(
                orders,
                (end - startNanos) / 1e9,
                (services.dynamoDb().lastNanos() - services.dynamoDb().firstNanos()) / 1e9,
                services.dynamoDb().total(),
                services.s3().requests(),
                services.dynamoDb().bytes(),
                services.s3().bytes());
    }

    double ordersPerSecond() {
        return orders / seconds;
    }

    /** Items a second while there were any. */
    double itemsPerSecond() {
        return orders / tableSeconds;
    }

    long archiveTotal() {
        return archiveRequests.values().stream().mapToLong(Long::longValue).sum();
    }

    double archiveRequestsPerOrder() {
        return (double) archiveTotal() / orders;
    }

    double tableRequestsPerOrder() {
        return (double) tableRequests / orders;
    }

    /**
     * US dollars for the requests of a million orders: a write unit for each item, and what S3 asks
     * for each kind of request.
     */
    double usdPerMillion() {
        double reads =
                archiveRequests.entrySet().stream()
                        .filter(kind -> kind.getKey().matches("HeadObject|GetObject"))
                        .mapToLong(Map.Entry::getValue)
                        .sum();
        double free =
                archiveRequests.getOrDefault("DELETE", 0L)
                        + archiveRequests.getOrDefault("DeleteObjects", 0L);
        double writes = archiveTotal() - reads - free;
        double archive = reads * Price.S3_GET.usd() + writes * Price.S3_PUT.usd();
        boolean writesItems = tableRequests > 0;
        return archive / orders * 1e6 + (writesItems ? 1e6 * Price.DYNAMODB_WRITE_UNIT.usd() : 0);
    }
}
