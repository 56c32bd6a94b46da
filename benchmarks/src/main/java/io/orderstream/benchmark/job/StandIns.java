package io.orderstream.benchmark.job;

import io.orderstream.benchmark.BenchmarkRun;
import io.orderstream.benchmark.standin.DynamoDbStandIn;
import io.orderstream.benchmark.standin.S3StandIn;
import java.io.IOException;
import java.time.Duration;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.plugin.DefaultPluginManager;
import org.apache.flink.core.plugin.DirectoryBasedPluginFinder;

/** Stand-ins for DynamoDB and S3. Flink's S3 file system uses the stand-in for S3. */
final class StandIns implements AutoCloseable {

    static final String BUCKET = "archive";
    static final String TABLE = "orders";
    static final String REGION = "us-east-1";

    private static final String PLUGINS = "embedded-stack/target/plugins";
    private static final Duration S3_LATENCY = Duration.ofMillis(25);
    private static final String KEY_ID = "standin";
    private static final String SECRET = "standin";

    private final DynamoDbStandIn dynamoDb;
    private final S3StandIn s3 = new S3StandIn(S3_LATENCY);

    /**
     * Starts the stand-ins and initializes Flink's file systems.
     *
     * @param tableLatency the time that DynamoDB takes for an answer
     */
    StandIns(BenchmarkRun run, Duration tableLatency) throws IOException {
        dynamoDb = new DynamoDbStandIn(tableLatency);
        // All clients of version 2 of the SDK read their credentials from these properties.
        System.setProperty("aws.accessKeyId", KEY_ID);
        System.setProperty("aws.secretAccessKey", SECRET);
        // The Kinesis source uses version 1 of the SDK, which has another name for the secret.
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

    void reset() {
        dynamoDb.reset();
        s3.reset();
    }

    @Override
    public void close() {
        FileSystem.initialize(new Configuration(), null);
        dynamoDb.close();
        s3.close();
    }
}
