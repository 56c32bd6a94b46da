package io.orderstream.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationStatus.RUNNING;
import static software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationStatus.UNKNOWN_TO_SDK_VERSION;

import io.orderstream.deploy.FlinkApplication.Restore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.cloudwatch.model.CloudWatchException;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationStatus;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.KinesisAnalyticsV2Exception;

/**
 * Tests {@link ManagedFlink} with the real clients of the SDK, and with answers in the format of
 * the services.
 */
class ManagedFlinkTest {

    private static final String NAME = "{\"ApplicationName\":\"orders-Job-6F5E4D\"}";

    private FakeService service;
    private FlinkApplication application;

    @BeforeEach
    void start() throws IOException {
        service = new FakeService();
        application = service.application("orders-Job-6F5E4D");
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "UNKNOWN_TO_SDK_VERSION")
    void readsTheStatus(ApplicationStatus status) {
        service.describes(status);

        assertThat(application.status()).contains(status);
        assertThat(service.requests()).containsExactly("DescribeApplication " + NAME);
    }

    @Test
    void readsAStatusThatIsNewerThanTheSdk() {
        service.describes(UNKNOWN_TO_SDK_VERSION);

        assertThat(application.status()).contains(UNKNOWN_TO_SDK_VERSION);
    }

    @Test
    void seesThatThereIsNoApplication() {
        service.fails(400, "ResourceNotFoundException", "Unable to find orders-Job-6F5E4D");

        assertThat(application.status()).isEmpty();
    }

    @Test
    void findsASnapshotOnTheSecondPage() {
        service.answers("list-snapshots-1.json").answers("list-snapshots-2.json");

        assertThat(application.hasSnapshot()).isTrue();
        assertThat(service.requests())
                .containsExactly(
                        "ListApplicationSnapshots " + NAME,
                        "ListApplicationSnapshots"
                                + " {\"ApplicationName\":\"orders-Job-6F5E4D\",\"NextToken\":\"page-2\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"list-snapshots-none.json", "list-snapshots-failed.json"})
    void findsNoSnapshotThatCouldBeRestored(String file) {
        service.answers(file);

        assertThat(application.hasSnapshot()).isFalse();
    }

    @Test
    void startsWithoutState() throws Exception {
        service.answers("start-application.json");

        assertThat(application.start(Restore.NOTHING)).isEqualTo("Zx0YtV3cQ1a");
        assertThat(service.requests())
                .containsExactly(
                        """
                        StartApplication {"ApplicationName":"orders-Job-6F5E4D",\
                        "RunConfiguration":{"ApplicationRestoreConfiguration":\
                        {"ApplicationRestoreType":"SKIP_RESTORE_FROM_SNAPSHOT"}}}""");
    }

    @Test
    void startsFromTheSnapshot_andMustRestoreAllOfItsState() throws Exception {
        service.answers("start-application.json");

        assertThat(application.start(Restore.LATEST_SNAPSHOT)).isEqualTo("Zx0YtV3cQ1a");
        assertThat(service.requests())
                .containsExactly(
                        """
                        StartApplication {"ApplicationName":"orders-Job-6F5E4D",\
                        "RunConfiguration":{"FlinkRunConfiguration":{"AllowNonRestoredState":false},\
                        "ApplicationRestoreConfiguration":\
                        {"ApplicationRestoreType":"RESTORE_FROM_LATEST_SNAPSHOT"}}}""");
    }

    @Test
    void stopsWithASnapshot() throws Exception {
        service.answers("stop-application.json");

        application.stop();

        assertThat(service.requests()).containsExactly("StopApplication " + NAME);
    }

    @Test
    void stopsByForce() throws Exception {
        service.answers("stop-application.json");

        application.forceStop();

        assertThat(service.requests())
                .containsExactly(
                        "StopApplication"
                                + " {\"ApplicationName\":\"orders-Job-6F5E4D\",\"Force\":true}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ResourceInUseException",
                "ResourceNotFoundException",
                "InvalidArgumentException",
                "InvalidRequestException",
                "InvalidApplicationConfigurationException",
                "ConcurrentModificationException"
            })
    void callThatTheServiceRefuses_isAWrongStateException(String error) {
        service.fails(400, error, "Application is in another state")
                .fails(400, error, "Application is in another state")
                .fails(400, error, "Application is in another state");

        assertThatThrownBy(() -> application.start(Restore.NOTHING))
                .isInstanceOf(WrongStateException.class)
                .hasMessageContaining("Application is in another state");
        assertThatThrownBy(() -> application.stop()).isInstanceOf(WrongStateException.class);
        assertThatThrownBy(() -> application.forceStop()).isInstanceOf(WrongStateException.class);
        assertThat(service.requests()).hasSize(3);
    }

    @Test
    void throttlingThatOutlastsTheSdksRetries_isTransient() {
        for (int i = 0; i < 4; i++) {
            service.fails(400, "ThrottlingException", "Rate exceeded");
        }

        assertThatThrownBy(() -> application.status())
                .isInstanceOf(TransientException.class)
                .hasMessageContaining("Rate exceeded");
        assertThat(service.requests()).hasSize(4);
    }

    @Test
    void outageThatOutlastsTheSdksRetries_isTransient() {
        for (int i = 0; i < 4; i++) {
            service.fails(503, "ServiceUnavailableException", "Try again");
        }

        assertThatThrownBy(() -> application.stop())
                .isInstanceOf(TransientException.class)
                .hasMessageContaining("Try again");
    }

    @Test
    void serviceThatCannotBeReached_isTransient() {
        service.stops();

        assertThatThrownBy(() -> application.status()).isInstanceOf(TransientException.class);
    }

    /** IAM needs some seconds to spread a new role. Until then, calls are denied. */
    @Test
    void missingPermission_isTransientForAMinuteOfPolls() {
        for (int i = 1; i <= 7; i++) {
            service.fails(400, "AccessDeniedException", "not authorized to perform: x" + i);
        }

        for (int i = 1; i <= 3; i++) {
            assertThatThrownBy(() -> application.status())
                    .isInstanceOf(TransientException.class)
                    .hasMessageContaining("not authorized to perform: x" + i);
        }
        for (int i = 4; i <= 6; i++) {
            assertThatThrownBy(() -> application.stop())
                    .isInstanceOf(TransientException.class)
                    .hasMessageContaining("not authorized to perform: x" + i);
        }
        assertThatThrownBy(() -> application.status())
                .isInstanceOf(KinesisAnalyticsV2Exception.class)
                .hasMessageContaining("not authorized to perform: x7");
        assertThat(service.requests()).hasSize(7);
    }

    @Test
    void anotherErrorOfTheRequestIsNotTransient() {
        service.fails(400, "ValidationException", "no such operation");

        assertThatThrownBy(() -> application.status())
                .isInstanceOf(KinesisAnalyticsV2Exception.class)
                .hasMessageContaining("no such operation");
    }

    @Test
    void readsTheMetricsOfItsJob() {
        service.answers("metrics-healthy.xml");

        assertThat(
                        application.metrics(
                                Instant.parse("2026-11-23T10:01:00Z"),
                                Instant.parse("2026-11-23T10:04:10Z")))
                .isEqualTo(
                        new JobMetricHistory(
                                List.of(0.0, 0.0, 0.0),
                                List.of(0.0, 0.0, 0.0),
                                List.of(0.0, 0.0, 0.0),
                                List.of(-1.0, 412.0, 389.0)));
        assertThat(service.requests().get(0).split("&"))
                .contains(
                        "Action=GetMetricData",
                        "StartTime=2026-11-23T10:01:00Z",
                        "EndTime=2026-11-23T10:04:10Z",
                        "ScanBy=TimestampAscending",
                        "MetricDataQueries.member.1.Id=downtime",
                        "MetricDataQueries.member.1.MetricStat.Metric.Namespace=AWS/KinesisAnalytics",
                        "MetricDataQueries.member.1.MetricStat.Metric.MetricName=downtime",
                        "MetricDataQueries.member.1.MetricStat.Metric.Dimensions.member.1.Name=Application",
                        "MetricDataQueries.member.1.MetricStat.Metric.Dimensions.member.1.Value=orders-Job-6F5E4D",
                        "MetricDataQueries.member.1.MetricStat.Period=60",
                        "MetricDataQueries.member.1.MetricStat.Stat=Maximum",
                        "MetricDataQueries.member.2.MetricStat.Metric.MetricName=fullRestarts",
                        "MetricDataQueries.member.3.MetricStat.Metric.MetricName=numberOfFailedCheckpoints",
                        "MetricDataQueries.member.4.MetricStat.Metric.MetricName=lastCheckpointDuration");
    }

    @Test
    void readsThatThereAreNoMetricsYet() {
        service.answers("metrics-none.xml");

        assertThat(application.metrics(Instant.EPOCH, Instant.EPOCH.plusSeconds(60)).minutes())
                .isZero();
    }

    @Test
    void throttledRequestForMetrics_isTransient() {
        for (int i = 0; i < 4; i++) {
            service.failsInXml(400, "Throttling", "Rate exceeded");
        }

        assertThatThrownBy(() -> application.metrics(Instant.EPOCH, Instant.EPOCH.plusSeconds(60)))
                .isInstanceOf(TransientException.class)
                .hasMessageContaining("Rate exceeded");
    }

    @Test
    void deniedRequestForMetrics_isTransientForAMinuteOfPolls() {
        for (int i = 0; i < 7; i++) {
            service.failsInXml(403, "AccessDenied", "not authorized");
        }

        for (int i = 0; i < 6; i++) {
            assertThatThrownBy(
                            () -> application.metrics(Instant.EPOCH, Instant.EPOCH.plusSeconds(60)))
                    .isInstanceOf(TransientException.class);
        }
        assertThatThrownBy(() -> application.metrics(Instant.EPOCH, Instant.EPOCH.plusSeconds(60)))
                .isInstanceOf(CloudWatchException.class)
                .hasMessageContaining("not authorized");
    }

    @Test
    void readsTheCheckpointInterval() {
        service.describes(RUNNING);

        assertThat(application.checkpointInterval()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void findsTheNewestFailure_notItsConsequences() {
        service.describes(RUNNING).answers("log-events-failure.json");

        assertThat(application.newestError(Instant.parse("2026-11-23T05:30:00Z")))
                .contains(
                        "2026-11-23T10:01:40Z table: Writer (1/1) (5f0b_0_2) switched from RUNNING"
                                + " to FAILED on taskmanager-1.:"
                                + " software.amazon.awssdk.services.dynamodb.model.DynamoDbException:"
                                + " User: orders-JobRole is not authorized to perform:"
                                + " dynamodb:BatchWriteItem");
        assertThat(service.requests().get(1))
                .isEqualTo(
                        "GetLogEvents {\"logGroupName\":\"orders-JobLogs\","
                                + "\"logStreamName\":\"flink\",\"startTime\":1795411800000,"
                                + "\"startFromHead\":false}");
    }

    @Test
    void findsAFailureOnAnOlderPage() {
        service.describes(RUNNING)
                .answers("log-events-after-effects.json")
                .answers("log-events-older.json");

        assertThat(application.newestError(Instant.EPOCH))
                .contains(
                        "2026-11-23T10:00:40Z source (1/1) (5f0b_0_1) switched from RUNNING to"
                                + " FAILED on taskmanager-1.: java.lang.IllegalStateException: an"
                                + " older failure");
        assertThat(service.requests().get(2)).contains("\"nextToken\":\"b/1\"");
    }

    /** CloudWatch Logs may return an empty page before the last page. */
    @Test
    void findsAFailureAfterAnEmptyPage() {
        service.describes(RUNNING).answers("log-events-none.json").answers("log-events-older.json");

        assertThat(application.newestError(Instant.EPOCH))
                .hasValueSatisfying(error -> assertThat(error).contains("an older failure"));
    }

    @Test
    void findsAnyOtherError_whenThereIsNoFailure() {
        service.describes(RUNNING)
                .answers("log-events-after-effects.json")
                .answers("log-events-none.json");

        assertThat(application.newestError(Instant.EPOCH))
                .contains(
                        "2026-11-23T10:01:40.400Z Error while cancelling:"
                                + " java.util.concurrent.CancellationException: cancelled");
    }

    @Test
    void findsAnErrorWithoutAnException() {
        service.describes(RUNNING).answers("log-events-error.json").answers("log-events-none.json");

        assertThat(application.newestError(Instant.EPOCH))
                .contains("2026-11-23T10:01:40Z Property table.name is missing");
    }

    @Test
    void findsNothing_inAnEmptyLog() {
        service.describes(RUNNING).answers("log-events-none.json").answers("log-events-none.json");

        assertThat(application.newestError(Instant.EPOCH)).isEmpty();
    }

    @Test
    void seesThatTheServiceRolledAnUpdateBack() {
        service.describesARollback(3, 2);

        assertThat(application.isRolledBack()).isTrue();
    }

    /** A rollback created version 3, and an update after it created version 4. */
    @Test
    void rollbackBeforeTheCurrentVersion_doesNotCount() {
        service.describesARollback(4, 2).describes(RUNNING);

        assertThat(application.isRolledBack()).isFalse();
        assertThat(application.isRolledBack()).isFalse();
    }

    @Test
    void saysWhyTheNewestFailedOperationFailed() {
        service.answers("list-operations-failed.json").answers("describe-operation-failed.json");

        assertThat(application.whyRolledBack())
                .contains("The main method caused an error: unknown property source.streem");
        assertThat(service.requests())
                .containsExactly(
                        "ListApplicationOperations {\"ApplicationName\":\"orders-Job-6F5E4D\","
                                + "\"Limit\":10,\"OperationStatus\":\"FAILED\"}",
                        "DescribeApplicationOperation {\"ApplicationName\":\"orders-Job-6F5E4D\","
                                + "\"OperationId\":\"Zx0YtV3cQ1a\"}");
    }

    @Test
    void saysNothingWithoutAFailedOperation() {
        service.answers("list-operations-none.json");

        assertThat(application.whyRolledBack()).isEmpty();
    }

    @Test
    void saysWhyAnOperationFailed() {
        service.answers("describe-operation-failed.json");

        assertThat(application.whyFailed("Zx0YtV3cQ1a"))
                .contains("The main method caused an error: unknown property source.streem");
        assertThat(service.requests())
                .containsExactly(
                        "DescribeApplicationOperation {\"ApplicationName\":\"orders-Job-6F5E4D\","
                                + "\"OperationId\":\"Zx0YtV3cQ1a\"}");
    }

    /**
     * The reason may be a whole stack trace. It is cut, because the answer to CloudFormation must
     * be short and also needs room for the newest error of the job's log.
     */
    @Test
    void longReason_isCutTo300CharactersAndAnEllipsis() {
        service.answers("describe-operation-failed-long.json");

        assertThat(application.whyFailed("Zx0YtV3cQ1a"))
                .hasValueSatisfying(
                        why ->
                                assertThat(why)
                                        .startsWith(
                                                "org.apache.flink.util.FlinkRuntimeException:"
                                                        + " Cannot map checkpoint state")
                                        .hasSize(301));
    }

    @Test
    void saysNothingAboutAnOperationThatDidNotFail() {
        service.answers("describe-operation-successful.json");

        assertThat(application.whyFailed("Zx0YtV3cQ1a")).isEmpty();
    }

    @Test
    void reasonThatCannotBeRead_doesNotHideTheFailure() {
        service.fails(400, "AccessDeniedException", "not authorized");

        assertThat(application.whyFailed("Zx0YtV3cQ1a"))
                .hasValueSatisfying(
                        why ->
                                assertThat(why)
                                        .startsWith(
                                                "the service does not say why: not authorized"));
    }
}
