package io.orderstream.embedded.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.embedded.emulator.Emulator;
import io.orderstream.embedded.emulator.EmulatorProcess;
import io.orderstream.embedded.start.LoopbackPort;
import io.orderstream.embedded.template.PseudoParameters;
import io.orderstream.embedded.template.Template;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;

class DataResourcesITCase {

    @TempDir private Path directory;

    @Test
    void theStreamHasTheShardsAndTheRetentionPeriodOfTheTemplate() {
        DataResources resources =
                new DataResources(
                        Template.load(Path.of("..", "cloudformation", "template.yaml"))
                                .resolve(
                                        StackOptions.defaults(directory)
                                                .withShards(3)
                                                .templateParameters(),
                                        PseudoParameters.local("us-east-1", "orderstream")));
        try (EmulatorProcess emulator =
                        EmulatorProcess.start(
                                Emulator.KINESIS,
                                Path.of("target/emulators"),
                                LoopbackPort.free("--kinesis-port"),
                                directory.resolve("kinesis.log"));
                KinesisClient client =
                        KinesisClient.builder()
                                .endpointOverride(emulator.endpoint())
                                .region(Region.US_EAST_1)
                                .credentialsProvider(
                                        StaticCredentialsProvider.create(
                                                AwsBasicCredentials.create("local", "local")))
                                .httpClientBuilder(UrlConnectionHttpClient.builder())
                                .build()) {
            assertThat(resources.createStream(client, false)).isEqualTo(3);
            assertThat(retentionPeriodHours(client, resources)).isEqualTo(168);

            // If a stack ends after it creates the stream and before it sets the retention period,
            // the stream keeps the default of 24 hours. The next start sets the period of the
            // template, unless Kinesis is an external service.
            client.decreaseStreamRetentionPeriod(
                    stream -> stream.streamName(resources.streamName()).retentionPeriodHours(24));
            assertThat(resources.createStream(client, true)).isEqualTo(3);
            assertThat(retentionPeriodHours(client, resources)).isEqualTo(24);
            assertThat(resources.createStream(client, false)).isEqualTo(3);
            assertThat(retentionPeriodHours(client, resources)).isEqualTo(168);
        }
    }

    private static int retentionPeriodHours(KinesisClient client, DataResources resources) {
        return client.describeStreamSummary(stream -> stream.streamName(resources.streamName()))
                .streamDescriptionSummary()
                .retentionPeriodHours();
    }
}
