package io.orderstream.deploy;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.services.kinesisanalyticsv2.KinesisAnalyticsV2Client;
import software.amazon.awssdk.services.kinesisanalyticsv2.KinesisAnalyticsV2ClientBuilder;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationRestoreType;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationStatus;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.ConcurrentModificationException;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.ErrorInfo;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.InvalidApplicationConfigurationException;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.InvalidArgumentException;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.InvalidRequestException;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.OperationFailureDetails;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.ResourceInUseException;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.RunConfiguration;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.SnapshotStatus;

/** An application, through the SDK's client. */
final class ManagedFlink implements FlinkApplication {

    /** With its retries. Three in a row fit into what {@link Wait#MARGIN} keeps for a look. */
    private static final Duration LONGEST_CALL = Duration.ofSeconds(10);

    private static final Duration LONGEST_ATTEMPT = Duration.ofSeconds(5);

    /**
     * So many looks, a minute of them: the stack makes this function's role just before it calls
     * the function, and IAM takes some seconds until the role is known everywhere.
     */
    private static final int MOST_DENIALS = 6;

    private final KinesisAnalyticsV2Client client;
    private final String name;
    private int denials;

    ManagedFlink(KinesisAnalyticsV2Client client, String name) {
        this.client = client;
        this.name = name;
    }

    /** Made at the first use, where a failure can still be told to CloudFormation. */
    private static final class Shared {

        static final KinesisAnalyticsV2Client CLIENT = client(KinesisAnalyticsV2Client.builder());

        private Shared() {}
    }

    /** The application of this name, in the region and with the credentials of the function. */
    static FlinkApplication named(String name) {
        return new ManagedFlink(Shared.CLIENT, name);
    }

    /** A client with this class's time limits. */
    static KinesisAnalyticsV2Client client(KinesisAnalyticsV2ClientBuilder builder) {
        return builder.overrideConfiguration(
                        settings ->
                                settings.apiCallTimeout(LONGEST_CALL)
                                        .apiCallAttemptTimeout(LONGEST_ATTEMPT))
                .build();
    }

    @Override
    public Optional<ApplicationStatus> status() {
        try {
            return Optional.of(
                    answer(() -> client.describeApplication(r -> r.applicationName(name)))
                            .applicationDetail()
                            .applicationStatus());
        } catch (ResourceNotFoundException e) {
            return Optional.empty();
        }
    }

    @Override
    public boolean hasSnapshot() {
        return answer(
                () ->
                        client
                                .listApplicationSnapshotsPaginator(r -> r.applicationName(name))
                                .stream()
                                .flatMap(page -> page.snapshotSummaries().stream())
                                .anyMatch(
                                        snapshot ->
                                                snapshot.snapshotStatus() == SnapshotStatus.READY));
    }

    @Override
    public String start(Restore restore) throws RefusedException {
        return change(
                        () ->
                                client.startApplication(
                                        r ->
                                                r.applicationName(name)
                                                        .runConfiguration(
                                                                runConfiguration(restore))))
                .operationId();
    }

    private static RunConfiguration runConfiguration(Restore restore) {
        return switch (restore) {
            case NOTHING -> from(ApplicationRestoreType.SKIP_RESTORE_FROM_SNAPSHOT).build();
            case LATEST_SNAPSHOT ->
                    from(ApplicationRestoreType.RESTORE_FROM_LATEST_SNAPSHOT)
                            .flinkRunConfiguration(flink -> flink.allowNonRestoredState(false))
                            .build();
        };
    }

    private static RunConfiguration.Builder from(ApplicationRestoreType type) {
        return RunConfiguration.builder()
                .applicationRestoreConfiguration(restore -> restore.applicationRestoreType(type));
    }

    @Override
    public void stop() throws RefusedException {
        change(() -> client.stopApplication(r -> r.applicationName(name)));
    }

    @Override
    public void forceStop() throws RefusedException {
        change(() -> client.stopApplication(r -> r.applicationName(name).force(true)));
    }

    @Override
    public Optional<String> whyFailed(String operationId) {
        try {
            return Optional.ofNullable(
                            reach(
                                            () ->
                                                    client.describeApplicationOperation(
                                                            r ->
                                                                    r.applicationName(name)
                                                                            .operationId(
                                                                                    operationId)))
                                    .applicationOperationInfoDetails()
                                    .operationFailureDetails())
                    .map(OperationFailureDetails::errorInfo)
                    .map(ErrorInfo::errorString);
        } catch (SdkServiceException e) {
            // It must not hide that the operation failed.
            return Optional.of("the service does not say why: " + e.getMessage());
        }
    }

    private <T> T change(Supplier<T> call) throws RefusedException {
        try {
            return answer(call);
        } catch (ResourceInUseException
                | ResourceNotFoundException
                | InvalidArgumentException
                | InvalidRequestException
                | InvalidApplicationConfigurationException
                | ConcurrentModificationException e) {
            throw new RefusedException(e);
        }
    }

    private <T> T answer(Supplier<T> call) {
        try {
            return reach(call);
        } catch (AwsServiceException e) {
            if (e.awsErrorDetails().errorCode().equals("AccessDeniedException")
                    && ++denials <= MOST_DENIALS) {
                throw new UnavailableException(e);
            }
            throw e;
        }
    }

    private static <T> T reach(Supplier<T> call) {
        try {
            return call.get();
        } catch (SdkServiceException e) {
            if (e.isThrottlingException() || e.statusCode() >= 500) {
                throw new UnavailableException(e);
            }
            throw e;
        } catch (SdkClientException e) {
            throw new UnavailableException(e);
        }
    }
}
