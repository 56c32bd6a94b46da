package io.orderstream.job;

/** The runtime properties that the job reads, by group and key. */
enum JobProperty {
    STREAM_ARN("source", "stream.arn"),
    STREAM_ENDPOINT("source", "endpoint"),
    TABLE_NAME("table", "name"),
    TABLE_REGION("table", "region"),
    TABLE_ENDPOINT("table", "endpoint"),
    ARCHIVE_BUCKET("archive", "bucket"),
    ARCHIVE_SLOTS("archive", "slots"),
    DEDUPLICATION_TTL("pipeline", "deduplication.ttl");

    private final String group;
    private final String key;

    JobProperty(String group, String key) {
        this.group = group;
        this.key = key;
    }

    String group() {
        return group;
    }

    String key() {
        return key;
    }

    /** Whether it has no place in a deployment: it points the job at something that is not AWS. */
    boolean isLocal() {
        return this == STREAM_ENDPOINT || this == TABLE_ENDPOINT;
    }

    /** As it is named in messages: {@code source/stream.arn}. */
    String path() {
        return group + "/" + key;
    }
}
