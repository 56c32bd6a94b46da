package io.orderstream.benchmark.sinks;

import io.orderstream.benchmark.Run;
import io.orderstream.benchmark.standin.DynamoDbStandIn;
import io.orderstream.benchmark.standin.S3StandIn;
import java.io.IOException;
import java.time.Duration;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.plugin.DefaultPluginManager;
import org.apache.flink.core.plugin.DirectoryBasedPluginFinder;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** Both stand-ins, and Flink's S3 file system pointed at one of them. */
final class Services implements AutoCloseable {

    static final String BUCKET = "archive";
    static final String TABLE = "orders";
    static final String REGION = "us-east-1";

    private static final String PLUGINS = "embedded-stack/target/plugins";
    static final Duration S3_LATENCY = Duration.ofMillis(25);
    private static final String KEY_ID = "standin";
    private static final String SECRET = "standin";

    private final DynamoDbStandIn dynamoDb;
    private final S3StandIn s3 = new S3StandIn(S3_LATENCY);
    private final ThreadTime threadTime;

    /**
     * Starts them.
     *
     * @param run whose build has Flink's plugins, and whose scratch directory gets what Flink keeps
     *     of a file until it is sent
     * @param tableLatency of DynamoDB
     */
    Services(Run run, Duration tableLatency) throws IOException {
        dynamoDb = new DynamoDbStandIn(tableLatency);
        threadTime = new ThreadTime(this::haveBeenAsked);
        // Where the job's clients look for credentials, on a machine that has none.
        System.setProperty("aws.accessKeyId", KEY_ID);
        System.setProperty("aws.secretAccessKey", SECRET);
        // The stream is read with version 1 of the SDK, in which it has another name.
        System.setProperty("aws.secretKey", SECRET);
        System.setProperty("aws.java.v1.disableDeprecationAnnouncement", "true");
        Configuration configuration = new Configuration();
        configuration.set(CoreOptions.TMP_DIRS, run.scratch("parts").toString());
        configuration.setString("s3.endpoint", s3.endpoint().toString());
        configuration.setString("s3.path.style.access", "true");
        configuration.setString("s3.access-key", KEY_ID);
        configuration.setString("s3.secret-key", SECRET);
        FileSystem.initialize(
                configuration,
                new DefaultPluginManager(
                        new DirectoryBasedPluginFinder(run.root().resolve(PLUGINS)).findPlugins(),
                        CoreOptions.getPluginParentFirstLoaderPatterns(configuration)));
    }

    DynamoDbStandIn dynamoDb() {
        return dynamoDb;
    }

    S3StandIn s3() {
        return s3;
    }

    StaticCredentialsProvider credentials() {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(KEY_ID, SECRET));
    }

    /** Of this process, since the last reset. */
    ThreadTime threadTime() {
        return threadTime;
    }

    private boolean haveBeenAsked() {
        return dynamoDb.firstNanos() != 0 || s3.firstNanos() != 0;
    }

    void reset() {
        dynamoDb.reset();
        s3.reset();
        threadTime.reset();
    }

    @Override
    public void close() {
        FileSystem.initialize(new Configuration(), null);
        dynamoDb.close();
        s3.close();
        threadTime.close();
    }
}
