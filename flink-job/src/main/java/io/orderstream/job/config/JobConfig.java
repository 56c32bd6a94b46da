package io.orderstream.job.config;

import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The job's configuration, from runtime property groups.
 *
 * <pre>{@code
 * JobConfig config = JobConfig.of(KinesisAnalyticsRuntime.getApplicationProperties());
 * config.archiveSlots(); // archive/slots: 16 unless set
 * }</pre>
 *
 * <p>The properties {@code source/stream.arn}, {@code table/name}, {@code table/region} and {@code
 * archive/bucket} are required. All other properties are optional, and the javadoc of each accessor
 * names the default. Unknown groups and keys are errors. Groups named {@code kinesis.analytics.*}
 * belong to Managed Flink and are ignored.
 */
public final class JobConfig {

    private final Map<JobProperty, String> values;

    private JobConfig(Map<JobProperty, String> values) {
        this.values = values;
    }

    /**
     * The configuration in these property groups. The keys of the map are the names of the groups.
     *
     * @throws IllegalArgumentException if the properties are invalid; the message has a line for
     *     each problem
     */
    public static JobConfig of(Map<String, Properties> groups) {
        return new JobConfig(PropertyReader.read(groups));
    }

    /** Every key that the job reads, by group. */
    public static Map<String, Set<String>> keys() {
        return keys(property -> true);
    }

    /** The keys whose values replace AWS's endpoints. No deployment to AWS sets these keys. */
    public static Map<String, Set<String>> localKeys() {
        return keys(JobProperty::isLocal);
    }

    private static Map<String, Set<String>> keys(Predicate<JobProperty> filter) {
        Map<String, Set<String>> keys = new TreeMap<>();
        Arrays.stream(JobProperty.values())
                .filter(filter)
                .forEach(
                        property ->
                                keys.computeIfAbsent(property.group(), group -> new TreeSet<>())
                                        .add(property.key()));
        return keys;
    }

    /** The stream's name, from {@code source/stream.arn} (required). */
    public String streamName() {
        String arn = value(JobProperty.STREAM_ARN);
        return arn.substring(arn.indexOf('/') + 1);
    }

    /** The stream's region, from {@code source/stream.arn} (required). */
    public String streamRegion() {
        return List.of(value(JobProperty.STREAM_ARN).split(":", -1)).get(3);
    }

    /** {@code source/endpoint}. If it is not set, AWS's endpoint is used. */
    public Optional<URI> streamEndpoint() {
        return optional(JobProperty.STREAM_ENDPOINT).map(URI::create);
    }

    /** {@code table/name} (required). */
    public String tableName() {
        return value(JobProperty.TABLE_NAME);
    }

    /** {@code table/region} (required). */
    public String tableRegion() {
        return value(JobProperty.TABLE_REGION);
    }

    /** {@code table/endpoint}. If it is not set, AWS's endpoint is used. */
    public Optional<URI> tableEndpoint() {
        return optional(JobProperty.TABLE_ENDPOINT).map(URI::create);
    }

    /** The bucket's root, as in {@code s3a://orders/}, from {@code archive/bucket} (required). */
    public URI archiveRoot() {
        return URI.create("s3a://" + value(JobProperty.ARCHIVE_BUCKET) + "/");
    }

    /**
     * {@code archive/slots}, by default 16. A checkpoint makes about one file of orders for each
     * slot, and one more for each 5 MiB of orders.
     */
    public int archiveSlots() {
        return optional(JobProperty.ARCHIVE_SLOTS).map(Integer::valueOf).orElse(16);
    }

    /** {@code pipeline/deduplication.ttl}, by default one hour. Zero turns deduplication off. */
    public Duration deduplicationTtl() {
        return optional(JobProperty.DEDUPLICATION_TTL)
                .map(Duration::parse)
                .orElse(Duration.ofHours(1));
    }

    /** Always finds a value, because {@link #of} fails if a required property is missing. */
    private String value(JobProperty required) {
        return optional(required).orElseThrow();
    }

    private Optional<String> optional(JobProperty property) {
        return Optional.ofNullable(values.get(property));
    }
}
