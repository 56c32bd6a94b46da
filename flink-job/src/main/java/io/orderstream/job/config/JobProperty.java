package io.orderstream.job.config;

import java.net.URI;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The runtime properties that the job reads: group, key, and which values are valid. */
enum JobProperty {
    STREAM_ARN(
            "source",
            "stream.arn",
            "the ARN of a Kinesis data stream",
            matching("arn:aws[a-z-]*:kinesis:[a-z0-9-]+:[0-9]{12}:stream/[A-Za-z0-9_.-]{1,128}")),
    STREAM_ENDPOINT("source", "endpoint", JobProperty.ENDPOINT, JobProperty::isEndpoint),
    TABLE_NAME(
            "table",
            "name",
            "3 to 255 characters of [A-Za-z0-9_.-]",
            matching("[A-Za-z0-9_.-]{3,255}")),
    TABLE_REGION("table", "region", "an AWS region", matching("[a-z]{2}(-[a-z]+)+-[0-9]+")),
    TABLE_ENDPOINT("table", "endpoint", JobProperty.ENDPOINT, JobProperty::isEndpoint),
    ARCHIVE_BUCKET(
            "archive",
            "bucket",
            "the name of an S3 bucket",
            matching("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")),
    ARCHIVE_SLOTS(
            "archive",
            "slots",
            "a whole number from 1 to 128",
            text -> Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= 128),
    DEDUPLICATION_TTL(
            "pipeline",
            "deduplication.ttl",
            "an ISO-8601 duration from PT0S (off) to P30D",
            text ->
                    !Duration.parse(text).isNegative()
                            && Duration.parse(text).compareTo(Duration.ofDays(30)) <= 0);

    private static final String ENDPOINT = "an http or https URL without a path";

    private final String group;
    private final String key;
    private final String expected;

    // The predicates have no state, but Error Prone cannot see that.
    @SuppressWarnings("ImmutableEnumChecker")
    private final Predicate<String> rule;

    JobProperty(String group, String key, String expected, Predicate<String> rule) {
        this.group = group;
        this.key = key;
        this.expected = expected;
        this.rule = rule;
    }

    String group() {
        return group;
    }

    String key() {
        return key;
    }

    /** The rule for the value, in words. */
    String expected() {
        return expected;
    }

    boolean isRequired() {
        return this == STREAM_ARN
                || this == TABLE_NAME
                || this == TABLE_REGION
                || this == ARCHIVE_BUCKET;
    }

    /** Whether the property replaces an endpoint of AWS. No deployment to AWS sets it. */
    boolean isLocal() {
        return this == STREAM_ENDPOINT || this == TABLE_ENDPOINT;
    }

    /** The name of the property in messages, as in {@code source/stream.arn}. */
    String path() {
        return group + "/" + key;
    }

    boolean accepts(String value) {
        try {
            return rule.test(value);
        } catch (IllegalArgumentException | java.time.DateTimeException e) {
            // The rule parses a number, a URI or a duration, and the value has another form.
            return false;
        }
    }

    private static Predicate<String> matching(String pattern) {
        return Pattern.compile(pattern).asMatchPredicate();
    }

    private static boolean isEndpoint(String text) {
        URI uri = URI.create(text);
        return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                && uri.getHost() != null
                && (uri.getPath() == null || uri.getPath().isEmpty());
    }
}
