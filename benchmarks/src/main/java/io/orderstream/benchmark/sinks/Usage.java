package io.orderstream.benchmark.sinks;

import io.orderstream.benchmark.cost.Price;
import io.orderstream.benchmark.cost.ThisDesign;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * What one way of writing used for a number of orders.
 *
 * @param orders how many
 * @param seconds from the first request to either service to the last answer of either: uploads and
 *     commits are in it, those of the last files too
 * @param tableRequests to DynamoDB
 * @param archiveRequests to S3, by kind
 * @param tableBytes of requests to DynamoDB
 * @param archiveBytes of requests to S3
 * @param coreSeconds of this process, by what used them, between the same two
 */
record Usage(
        long orders,
        double seconds,
        long tableRequests,
        Map<String, Long> archiveRequests,
        long tableBytes,
        long archiveBytes,
        Map<Part, Double> coreSeconds) {

    /** What the stand-ins counted since they were reset. */
    static Usage of(Services services, long orders) {
        long start =
                LongStream.of(services.dynamoDb().firstNanos(), services.s3().firstNanos())
                        .filter(at -> at != 0)
                        .min()
                        .orElseThrow();
        long end =
                LongStream.of(services.dynamoDb().lastNanos(), services.s3().lastNanos())
                        .filter(at -> at != 0)
                        .max()
                        .orElseThrow();
        return new Usage(
                orders,
                (end - start) / 1e9,
                services.dynamoDb().total(),
                services.s3().requests(),
                services.dynamoDb().bytes(),
                services.s3().bytes(),
                services.threadTime().seconds());
    }

    /** What all of these used. */
    static Usage sum(List<Usage> all) {
        Map<String, Long> requests = new TreeMap<>();
        all.forEach(
                each ->
                        each.archiveRequests()
                                .forEach((kind, count) -> requests.merge(kind, count, Long::sum)));
        Map<Part, Double> coreSeconds = new EnumMap<>(Part.class);
        all.forEach(
                each ->
                        each.coreSeconds()
                                .forEach(
                                        (part, used) ->
                                                coreSeconds.merge(part, used, Double::sum)));
        return new Usage(
                all.stream().mapToLong(Usage::orders).sum(),
                all.stream().mapToDouble(Usage::seconds).sum(),
                all.stream().mapToLong(Usage::tableRequests).sum(),
                requests,
                all.stream().mapToLong(Usage::tableBytes).sum(),
                all.stream().mapToLong(Usage::archiveBytes).sum(),
                coreSeconds);
    }

    double ordersPerSecond() {
        return orders / seconds;
    }

    /** Microseconds of one core that an order takes of a part. */
    double coreMicros(Part part) {
        return coreSeconds.getOrDefault(part, 0.0) / orders * 1e6;
    }

    /** The same of all parts. */
    double coreMicros() {
        return coreSeconds.values().stream().mapToDouble(Double::doubleValue).sum() / orders * 1e6;
    }

    /** The same without the table's requests, which every client makes, and the stand-ins. */
    double coreMicrosOfJobAlone() {
        return coreMicros() - coreMicros(Part.TABLE_REQUESTS) - coreMicros(Part.STAND_INS);
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
     * US dollars for the requests of a million orders: the write units of each item, and what S3
     * asks for each kind of request.
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
        double table = writesItems ? ThisDesign.WRITE_UNITS * Price.DYNAMODB_WRITE_UNIT.usd() : 0;
        return (archive / orders + table) * 1e6;
    }
}
