package io.orderstream.deploy;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.kinesisanalyticsv2.KinesisAnalyticsV2Client;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationDetail;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationOperationInfo;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationRestoreType;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationStatus;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.ConcurrentModificationException;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.ErrorInfo;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.InvalidApplicationConfigurationException;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.InvalidArgumentException;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.InvalidRequestException;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.OperationFailureDetails;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.OperationStatus;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.ResourceInUseException;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.RunConfiguration;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.SnapshotStatus;

/** An application of Managed Service for Apache Flink, through the clients of the AWS SDK. */
final class ManagedFlink implements FlinkApplication {

    /**
     * The maximum time of a call, the SDK's retries included. {@link Reconciler#MARGIN} has time
     * for the calls of one poll and for the calls that read the job's log.
     */
    private static final Duration LONGEST_CALL = Duration.ofSeconds(10);

    private static final Duration LONGEST_ATTEMPT = Duration.ofSeconds(5);

    /**
     * The maximum length of a reason, in characters. It leaves room for the newest error of the
     * job's log in {@link CustomResourceResponse}.
     */
    private static final int LONGEST_REASON = 300;

    /** How many operations are read. The service lists the newest operations first. */
    private static final int NEWEST_OPERATIONS = 10;

    private final ServiceCalls calls = new ServiceCalls();
    private final KinesisAnalyticsV2Client client;
    private final JobMetricReader metrics;
    private final JobLog log;
    private final String name;

    ManagedFlink(
            KinesisAnalyticsV2Client client,
            CloudWatchClient metrics,
            CloudWatchLogsClient log,
            String name) {
        this.client = client;
        this.metrics = new JobMetricReader(metrics);
        this.log = new JobLog(log);
        this.name = name;
    }

    /**
     * The clients of all applications. They are created at first use, so that a failure can be
     * reported to CloudFormation.
     */
    private static final class Shared {

        static final KinesisAnalyticsV2Client FLINK = client(KinesisAnalyticsV2Client.builder());
        static final CloudWatchClient METRICS = client(CloudWatchClient.builder());
        static final CloudWatchLogsClient LOG = client(CloudWatchLogsClient.builder());

        private Shared() {}
    }

    /**
     * The application of this name. The region and the credentials are those of the Lambda function
     * that runs this code.
     */
    static FlinkApplication named(String name) {
        return new ManagedFlink(Shared.FLINK, Shared.METRICS, Shared.LOG, name);
    }

    /** A client with this class's time limits. */
    static <B extends AwsClientBuilder<B, C>, C> C client(AwsClientBuilder<B, C> builder) {
        return builder.overrideConfiguration(
                        settings ->
                                settings.apiCallTimeout(LONGEST_CALL)
                                        .apiCallAttemptTimeout(LONGEST_ATTEMPT))
                .build();
    }

    @Override
    public Optional<ApplicationStatus> status() {
        try {
            return Optional.of(detail().applicationStatus());
        } catch (ResourceNotFoundException e) {
            return Optional.empty();
        }
    }

    private ApplicationDetail detail() {
        return calls.answer(() -> client.describeApplication(r -> r.applicationName(name)))
                .applicationDetail();
    }

    @Override
    public boolean hasSnapshot() {
        return calls.answer(
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
    public String start(Restore restore) throws WrongStateException {
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
    public void stop() throws WrongStateException {
        change(() -> client.stopApplication(r -> r.applicationName(name)));
    }

    @Override
    public void forceStop() throws WrongStateException {
        change(() -> client.stopApplication(r -> r.applicationName(name).force(true)));
    }

    @Override
    public Optional<String> whyFailed(String operationId) {
        try {
            return Optional.ofNullable(
                            ServiceCalls.reach(
                                            () ->
                                                    client.describeApplicationOperation(
                                                            r ->
                                                                    r.applicationName(name)
                                                                            .operationId(
                                                                                    operationId)))
                                    .applicationOperationInfoDetails()
                                    .operationFailureDetails())
                    .map(OperationFailureDetails::errorInfo)
                    .map(ErrorInfo::errorString)
                    .map(
                            why ->
                                    why.length() <= LONGEST_REASON
                                            ? why
                                            : why.substring(0, LONGEST_REASON) + "…");
        } catch (SdkServiceException e) {
            // A failure of this call must not hide that the operation failed.
            return Optional.of("the service does not say why: " + e.getMessage());
        }
    }

    /**
     * If version n failed, the rollback creates version n + 1. If the current version is later than
     * n + 1, there was an update after the rollback.
     */
    @Override
    public boolean isRolledBack() {
        ApplicationDetail detail = detail();
        Long from = detail.applicationVersionRolledBackFrom();
        return from != null && from == detail.applicationVersionId() - 1;
    }

    @Override
    public Optional<String> whyRolledBack() {
        try {
            return ServiceCalls.reach(
                            () ->
                                    client.listApplicationOperations(
                                            r ->
                                                    r.applicationName(name)
                                                            .operationStatus(OperationStatus.FAILED)
                                                            .limit(NEWEST_OPERATIONS)))
                    .applicationOperationInfoList()
                    .stream()
                    .max(Comparator.comparing(ApplicationOperationInfo::startTime))
                    .flatMap(operation -> whyFailed(operation.operationId()));
        } catch (SdkServiceException e) {
            // A failure of this call must not hide that the update failed.
            return Optional.of("the service does not say why: " + e.getMessage());
        }
    }

    @Override
    public Duration checkpointInterval() {
        return Duration.ofMillis(
                detail().applicationConfigurationDescription()
                        .flinkApplicationConfigurationDescription()
                        .checkpointConfigurationDescription()
                        .checkpointInterval());
    }

    @Override
    public JobMetricHistory metrics(Instant from, Instant now) {
        return metrics.of(name, from, now);
    }

    @Override
    public Optional<String> newestError(Instant since) {
        return detail().cloudWatchLoggingOptionDescriptions().stream()
                .findFirst()
                .flatMap(option -> log.newestError(option.logStreamARN(), since));
    }

    private <T> T change(Supplier<T> call) throws WrongStateException {
        try {
            return calls.answer(call);
        } catch (ResourceInUseException
                | ResourceNotFoundException
                | InvalidArgumentException
                | InvalidRequestException
                | InvalidApplicationConfigurationException
                | ConcurrentModificationException e) {
            throw new WrongStateException(e);
        }
    }
}
