package io.orderstream.job;

import java.net.URI;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The job's configuration, from runtime property groups.
 *
 * <pre>{@code
 * JobConfig config = JobConfig.of(KinesisAnalyticsRuntime.getApplicationProperties());
 * config.archiveSlots(); // archive/slots: 16 unless set
 * }</pre>
 *
 * <p>Required are {@code source/stream.arn}, {@code table/name}, {@code table/region} and {@code
 * archive/bucket}; everything else has a default, named with its accessor. Unknown groups and keys
 * are errors, except the groups {@code kinesis.analytics.*}, which are the service's own.
 */
public final class JobConfig {

    private static final int MAX_SLOTS = 128;
    private static final Duration MAX_TTL = Duration.ofDays(30);

    private static final Pattern STREAM_ARN =
            Pattern.compile(
                    "arn:aws[a-z-]*:kinesis:([a-z0-9-]+):[0-9]{12}:stream/([A-Za-z0-9_.-]{1,128})");
    private static final Pattern TABLE = Pattern.compile("[A-Za-z0-9_.-]{3,255}");
    private static final Pattern REGION = Pattern.compile("[a-z]{2}(-[a-z]+)+-[0-9]+");
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

    private final String streamName;
    private final String streamRegion;
    private final Optional<URI> streamEndpoint;
    private final String tableName;
    private final String tableRegion;
    private final Optional<URI> tableEndpoint;
    private final String archiveBucket;
    private final int archiveSlots;
    private final Duration deduplicationTtl;

    private JobConfig(PropertyReader from) {
        Optional<Matcher> arn =
                from.required(
                        JobProperty.STREAM_ARN,
                        "the ARN of a Kinesis data stream",
                        text -> Optional.of(STREAM_ARN.matcher(text)).filter(Matcher::matches));
        streamEndpoint = from.optional(JobProperty.STREAM_ENDPOINT, ENDPOINT, JobConfig::endpoint);
        Optional<String> table =
                from.required(
                        JobProperty.TABLE_NAME,
                        "3 to 255 characters of [A-Za-z0-9_.-]",
                        matching(TABLE));
        Optional<String> region =
                from.required(JobProperty.TABLE_REGION, "an AWS region", matching(REGION));
        tableEndpoint = from.optional(JobProperty.TABLE_ENDPOINT, ENDPOINT, JobConfig::endpoint);
        Optional<String> bucket =
                from.required(
                        JobProperty.ARCHIVE_BUCKET, "the name of an S3 bucket", matching(BUCKET));
        Optional<Integer> slots =
                from.optional(
                        JobProperty.ARCHIVE_SLOTS,
                        "a whole number from 1 to " + MAX_SLOTS,
                        wholeNumber(1, MAX_SLOTS));
        Optional<Duration> ttl =
                from.optional(
                        JobProperty.DEDUPLICATION_TTL,
                        "an ISO-8601 duration from PT0S, which is off, to P30D",
                        duration(Duration.ZERO, MAX_TTL));
        from.check();

        streamName = arn.orElseThrow().group(2);
        streamRegion = arn.orElseThrow().group(1);
        tableName = table.orElseThrow();
        tableRegion = region.orElseThrow();
        archiveBucket = bucket.orElseThrow();
        archiveSlots = slots.orElse(16);
        deduplicationTtl = ttl.orElse(Duration.ofHours(1));
    }

    /**
     * The configuration in these property groups.
     *
     * @param groups the properties of each group, by its name
     * @throws IllegalArgumentException if anything is wrong with them; the message has a line for
     *     each problem
     */
    public static JobConfig of(Map<String, Properties> groups) {
        return new JobConfig(new PropertyReader(groups));
    }

    /** Every key that the job reads, by group. */
    public static Map<String, Set<String>> keys() {
        return keys(property -> true);
    }

    /**
     * The keys among {@link #keys()} that no deployment sets: they point the job at something else
     * than AWS.
     */
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

    /** From {@code source/stream.arn}, required. */
    public String streamName() {
        return streamName;
    }

    /** From {@code source/stream.arn}, required. */
    public String streamRegion() {
        return streamRegion;
    }

    /** {@code source/endpoint}, default AWS's own. */
    public Optional<URI> streamEndpoint() {
        return streamEndpoint;
    }

    /** {@code table/name}, required. */
    public String tableName() {
        return tableName;
    }

    /** {@code table/region}, required. */
    public String tableRegion() {
        return tableRegion;
    }

    /** {@code table/endpoint}, default AWS's own. */
    public Optional<URI> tableEndpoint() {
        return tableEndpoint;
    }

    /** {@code s3a://} and {@code archive/bucket}, required: the archive lies at its root. */
    public URI archiveRoot() {
        return URI.create("s3a://" + archiveBucket + "/");
    }

    /** {@code archive/slots}, default 16: about how many files a checkpoint makes. */
    public int archiveSlots() {
        return archiveSlots;
    }

    /** {@code pipeline/deduplication.ttl}, default one hour; zero is off. */
    public Duration deduplicationTtl() {
        return deduplicationTtl;
    }

    private static final String ENDPOINT = "an http or https URL without a path";

    private static Optional<URI> endpoint(String text) {
        try {
            URI uri = URI.create(text);
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            boolean bare = uri.getPath() == null || uri.getPath().isEmpty();
            return Optional.of(uri).filter(any -> web && bare && any.getHost() != null);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Function<String, Optional<String>> matching(Pattern pattern) {
        return text -> Optional.of(text).filter(pattern.asMatchPredicate());
    }

    private static Function<String, Optional<Integer>> wholeNumber(int min, int max) {
        return text -> {
            try {
                return Optional.of(Integer.valueOf(text))
                        .filter(number -> number >= min && number <= max);
            } catch (NumberFormatException e) {
                return Optional.empty();
            }
        };
    }

    private static Function<String, Optional<Duration>> duration(Duration min, Duration max) {
        return text -> {
            try {
                return Optional.of(Duration.parse(text))
                        .filter(
                                duration ->
                                        duration.compareTo(min) >= 0
                                                && duration.compareTo(max) <= 0);
            } catch (DateTimeParseException e) {
                return Optional.empty();
            }
        };
    }
}
