package io.orderstream.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationStatus.FORCE_STOPPING;
import static software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationStatus.READY;
import static software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationStatus.RUNNING;
import static software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationStatus.STARTING;
import static software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationStatus.STOPPING;
import static software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationStatus.UPDATING;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.serialization.factories.JacksonFactory;
import io.orderstream.lambda.fixture.FakeContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Sends events to the custom resource as CloudFormation sends them, through Lambda's serialization,
 * and checks the answers.
 */
class FlinkJobResourceTest {

    private static final String LOGS =
            "Look first at the log of the job, then at log group"
                    + " /aws/lambda/orders-JobStarter, stream 2026/11/23/[$LATEST]0a1b";

    private final FakeContext context =
            new FakeContext("orders-JobStarter", Duration.ofMinutes(15));
    private final FakeTime time = FakeTime.fifteenMinutes();
    private AnswerBox box;

    @BeforeEach
    void start() throws IOException {
        box = new AnswerBox();
    }

    @AfterEach
    void neverShowsTheResponseUrl() {
        box.close();
        assertThat(context.logged()).doesNotContain("Signature", "127.0.0.1");
    }

    @Test
    void create_startsTheNewJob() throws Exception {
        FakeApplication application =
                new FakeApplication().shows(READY).shows(STARTING, 8).shows(RUNNING);

        send("create.json", application);

        assertThat(application.calls()).containsExactly("start from NOTHING");
        assertThat(box.answer())
                .isEqualTo(success("5d478078-13e9-baf0-464a-7ef285ecc786", "orders-Job-6F5E4D"));
        assertThat(context.logged())
                .isEqualTo(
                        """
                        {"message":"Create JobStart, request 5d478078-13e9-baf0-464a-7ef285ecc786, \
                        application orders-Job-6F5E4D"}
                        {"message":"The application is READY"}
                        {"message":"The application is STARTING"}
                        {"message":"The application is RUNNING"}
                        {"message":"SUCCESS"}
                        """);
    }

    @Test
    void update_leavesARunningJobAlone() throws Exception {
        FakeApplication application = new FakeApplication().hasASnapshot().shows(RUNNING);

        send("update.json", application);

        assertThat(application.calls()).isEmpty();
        assertThat(box.answer())
                .isEqualTo(success("7e12b3a9-0c52-4c0e-9a6d-d3a4f2b8c901", "orders-Job-6F5E4D"));
    }

    @Test
    void update_startsAStoppedJobWithItsState() throws Exception {
        FakeApplication application =
                new FakeApplication().hasASnapshot().shows(READY).shows(STARTING).shows(RUNNING);

        send("update.json", application);

        assertThat(application.calls()).containsExactly("start from LATEST_SNAPSHOT");
        assertThat(box.answer())
                .isEqualTo(success("7e12b3a9-0c52-4c0e-9a6d-d3a4f2b8c901", "orders-Job-6F5E4D"));
    }

    /**
     * After this update, CloudFormation deletes the resource with the old id. That stops the old
     * application.
     */
    @Test
    void update_toAnotherApplication_isAnotherResource() throws Exception {
        send(
                event("update.json", json -> json.replace("orders-Job-6F5E4D", "orders-Job-NEW")),
                name -> {
                    assertThat(name).isEqualTo("orders-Job-NEW");
                    return new FakeApplication().shows(RUNNING);
                });

        assertThat(box.answer())
                .isEqualTo(success("7e12b3a9-0c52-4c0e-9a6d-d3a4f2b8c901", "orders-Job-NEW"));
    }

    @Test
    void delete_stopsTheJobWithASnapshot() throws Exception {
        FakeApplication application =
                new FakeApplication().shows(RUNNING).shows(STOPPING).shows(READY);

        send("delete.json", application);

        assertThat(application.calls()).containsExactly("stop");
        assertThat(box.answer())
                .isEqualTo(success("c1a8e0de-5b77-4f43-8f5b-0f4f4f1f7d11", "orders-Job-6F5E4D"));
    }

    @Test
    void delete_ofAJobThatIsGone_succeeds() throws Exception {
        send("delete.json", new FakeApplication().isGone());

        assertThat(box.answer())
                .isEqualTo(success("c1a8e0de-5b77-4f43-8f5b-0f4f4f1f7d11", "orders-Job-6F5E4D"));
    }

    @Test
    void delete_afterACreationThatFailed_stopsAStartingJobByForce() throws Exception {
        FakeApplication application =
                new FakeApplication()
                        .refusesAStop("not running")
                        .shows(STARTING)
                        .shows(FORCE_STOPPING)
                        .shows(READY);

        send("delete.json", application);

        assertThat(application.calls()).containsExactly("stop", "force");
    }

    @Test
    void failure_saysWhatHappenedAndWhereToLook() throws Exception {
        send(
                "create.json",
                new FakeApplication()
                        .failsBecause("unknown property\n\tsource.streem")
                        .shows(READY)
                        .shows(STARTING)
                        .shows(READY));

        assertThat(box.answer())
                .isEqualTo(
                        failure(
                                "The application started and then stopped: unknown"
                                        + " property source.streem. "
                                        + LOGS));
    }

    @Test
    void timeRunningOut_isAnsweredBeforeTheTimeOut() throws Exception {
        send("create.json", new FakeApplication().shows(READY).shows(STARTING));

        assertThat(box.answer())
                .isEqualTo(failure("Time ran out while the application was STARTING. " + LOGS));
        assertThat(time.remaining()).hasMinutes(1);
    }

    @Test
    void bug_isAnsweredAndLoggedWithItsStackTrace() throws Exception {
        send("create.json", new FakeApplication().breaks(new IllegalStateException("bug")));

        assertThat(box.answer()).isEqualTo(failure("IllegalStateException: bug. " + LOGS));
        assertThat(context.logged())
                .contains("java.lang.IllegalStateException: bug")
                .contains("at io.orderstream.deploy.FlinkJobResourceTest.bug_isAnswered");
    }

    @Test
    void error_isAnsweredToo() throws Exception {
        send("create.json", new FakeApplication().breaks(new OutOfMemoryError("heap")));

        assertThat(box.answer()).isEqualTo(failure("OutOfMemoryError: heap. " + LOGS));
    }

    @Test
    void clientThatCannotBeMade_isAnsweredToo() throws Exception {
        send(
                event("create.json", UnaryOperator.identity()),
                name -> {
                    throw new ExceptionInInitializerError(new IllegalStateException("no region"));
                });

        assertThat(box.answer()).isEqualTo(failure("IllegalStateException: no region. " + LOGS));
    }

    @Test
    void longReason_isCutButStillSaysWhereToLook() throws Exception {
        send(
                "create.json",
                new FakeApplication().breaks(new IllegalStateException("\u20ac".repeat(5_000))));

        assertThat(box.answer())
                .isEqualTo(
                        failure(
                                "IllegalStateException: "
                                        + "\u20ac".repeat(900 - "IllegalStateException: ".length())
                                        + "\u2026. "
                                        + LOGS));
        // CloudFormation's limit.
        assertThat(box.answer().getBytes(StandardCharsets.UTF_8).length).isLessThan(4_096);
    }

    /** The 900th char is the first half of an emoji. */
    @Test
    void longReasonOfEmoji_isCutBetweenTwoOfThem() throws Exception {
        String emoji = "\ud83d\ude00";
        send(
                "create.json",
                new FakeApplication().breaks(new IllegalStateException(emoji.repeat(5_000))));

        assertThat(box.answer())
                .isEqualTo(
                        failure("IllegalStateException: " + emoji.repeat(438) + "\u2026. " + LOGS));
        assertThat(box.answer().getBytes(StandardCharsets.UTF_8).length).isLessThan(4_096);
    }

    @Test
    void answerThatIsNotTakenAtOnce_isRepeated() throws Exception {
        box.fails(500);

        send("update.json", new FakeApplication().shows(RUNNING));

        assertThat(box.answers()).hasSize(2);
        assertThat(box.answers().get(1))
                .endsWith(success("7e12b3a9-0c52-4c0e-9a6d-d3a4f2b8c901", "orders-Job-6F5E4D"));
    }

    @Test
    void answerThatIsNeverTaken_failsTheInvocation_soThatLambdaRepeatsIt() {
        for (int i = 0; i < 5; i++) {
            box.fails(500);
        }

        assertThatThrownBy(() -> send("update.json", new FakeApplication().shows(RUNNING)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("CloudFormation did not take the answer: HTTP status 500");
    }

    @Test
    void create_withoutAnApplicationName_fails() throws Exception {
        send(
                event("create.json", json -> json.replace("ApplicationName", "Application")),
                name -> new FakeApplication());

        assertThat(box.answer())
                .isEqualTo(
                        failure("The property ApplicationName is missing. " + LOGS)
                                .replace(
                                        "\"PhysicalResourceId\":\"orders-Job-6F5E4D\"",
                                        "\"PhysicalResourceId\":\"without-an-application\""));
    }

    /** If this deletion failed, the stack could never be deleted. */
    @Test
    void delete_withoutAnApplicationName_succeeds() throws Exception {
        send(
                event(
                        "delete.json",
                        json ->
                                json.replace("ApplicationName", "Application")
                                        .replace(
                                                "\"PhysicalResourceId\": \"orders-Job-6F5E4D\"",
                                                "\"PhysicalResourceId\":"
                                                        + " \"without-an-application\"")),
                name -> new FakeApplication());

        assertThat(box.answer())
                .isEqualTo(
                        success("c1a8e0de-5b77-4f43-8f5b-0f4f4f1f7d11", "without-an-application"));
    }

    @Test
    void unknownRequestType_fails() throws Exception {
        send(
                event("create.json", json -> json.replace("\"Create\"", "\"Import\"")),
                name -> new FakeApplication());

        assertThat(box.answer()).isEqualTo(failure("There is no request type Import. " + LOGS));
    }

    @Test
    void eventThatIsNotFromCloudFormation_isRefused() {
        FlinkJobResource starter =
                new FlinkJobResource(name -> new FakeApplication(), ignored -> time);

        assertThatThrownBy(() -> starter.handleRequest(Map.of(), context))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The ResponseURL is not an http or https URL");
    }

    @Test
    void wholeRequest_withTheSdksClients() throws Exception {
        try (FakeService service = new FakeService()) {
            service.describes(READY)
                    .answers("list-snapshots-none.json")
                    .answers("start-application.json")
                    .describes(STARTING)
                    .fails(500, "InternalFailure", "try again")
                    // Three calls: for the status, for isRolledBack, and for the checkpoint
                    // interval.
                    .describes(RUNNING, 3)
                    // Polls at 10:01:00 and 10:01:10. Only the second one asks for metrics.
                    .describes(RUNNING, 2)
                    .answers("metrics-none.xml")
                    .describes(RUNNING)
                    .answers("metrics-healthy.xml");
            send(event("create.json", UnaryOperator.identity()), service::application);

            assertThat(service.operations())
                    .containsExactly(
                            "DescribeApplication",
                            "ListApplicationSnapshots",
                            "StartApplication",
                            "DescribeApplication",
                            "DescribeApplication",
                            "DescribeApplication",
                            "DescribeApplication",
                            "DescribeApplication",
                            "DescribeApplication",
                            "DescribeApplication",
                            "GetMetricData",
                            "DescribeApplication",
                            "GetMetricData");
        }
        assertThat(box.answer())
                .isEqualTo(success("5d478078-13e9-baf0-464a-7ef285ecc786", "orders-Job-6F5E4D"));
    }

    @Test
    void newRoleThatIsStillDenied_isWaitedFor() throws Exception {
        try (FakeService service = new FakeService()) {
            service.fails(400, "AccessDeniedException", "not authorized")
                    .fails(400, "AccessDeniedException", "not authorized")
                    .describes(READY)
                    .fails(400, "AccessDeniedException", "not authorized")
                    .describes(READY)
                    .answers("list-snapshots-none.json")
                    .answers("start-application.json")
                    // The poll at 10:01:10 makes three calls. Then a poll follows every ten
                    // seconds until 10:02:10.
                    .describes(RUNNING, 3)
                    .describes(RUNNING, 6)
                    .failsInXml(403, "AccessDenied", "not authorized")
                    .describes(RUNNING)
                    .answers("metrics-healthy.xml");
            send(event("create.json", UnaryOperator.identity()), service::application);
        }
        assertThat(box.answer())
                .isEqualTo(success("5d478078-13e9-baf0-464a-7ef285ecc786", "orders-Job-6F5E4D"));
    }

    @Test
    void missingPermission_isAFailureAfterAMinute() throws Exception {
        try (FakeService service = new FakeService()) {
            for (int i = 0; i < 7; i++) {
                service.fails(400, "AccessDeniedException", "not authorized");
            }
            send(event("create.json", UnaryOperator.identity()), service::application);

            assertThat(service.requests()).hasSize(7);
        }
        assertThat(box.answer())
                .contains("\"FAILED\"", "KinesisAnalyticsV2Exception: not authorized");
        assertThat(time.remaining()).hasMinutes(14);
    }

    /** The application has the status RUNNING although its job fails all the time. */
    @Test
    void update_toAJobThatFailsAllTheTime_failsWithTheJobsNewestError() throws Exception {
        try (FakeService service = new FakeService()) {
            service.describes(RUNNING, 3)
                    .describes(RUNNING, 4)
                    .answers("metrics-crash-loop.xml")
                    .describes(RUNNING)
                    .answers("log-events-failure.json");
            send(event("update.json", UnaryOperator.identity()), service::application);
        }

        assertThat(box.answer())
                .startsWith("{\"Status\":\"FAILED\",\"Reason\":\"")
                .contains(
                        "The application is RUNNING, but its job fails and restarts: 3 restart(s)"
                                + " in 2 minutes. The job's newest error: 2026-11-23T10:01:40Z"
                                + " table: Writer (1/1) (5f0b_0_2) switched from RUNNING to FAILED"
                                + " on taskmanager-1.:"
                                + " software.amazon.awssdk.services.dynamodb.model.DynamoDbException:"
                                + " User: orders-JobRole is not authorized to perform:"
                                + " dynamodb:BatchWriteItem. "
                                + LOGS);
    }

    @Test
    void update_thatTheServiceRolledBack_failsThoughTheApplicationRuns() throws Exception {
        try (FakeService service = new FakeService()) {
            service.describesARollback(3, 2)
                    .describesARollback(3, 2)
                    .answers("list-operations-failed.json")
                    .answers("describe-operation-failed.json")
                    .describes(RUNNING)
                    .answers("log-events-none.json")
                    .answers("log-events-none.json");
            send(event("update.json", UnaryOperator.identity()), service::application);
        }

        assertThat(box.answer())
                .contains(
                        "\"FAILED\"",
                        "The update failed, and the service restored the application's"
                                + " previous version: The main method caused an error: unknown"
                                + " property source.streem. "
                                + LOGS);
    }

    @Test
    void update_thatIsStuck_failsWithTheJobsNewestError() throws Exception {
        send("update.json", new FakeApplication().shows(UPDATING).logs("State is incompatible"));

        assertThat(box.answer())
                .contains(
                        "\"FAILED\"",
                        "Time ran out while the application was UPDATING. The job's newest error:"
                                + " State is incompatible. "
                                + LOGS);
    }

    @Test
    void logThatCannotBeRead_doesNotHideWhatHappened() throws Exception {
        send(
                "update.json",
                new FakeApplication()
                        .shows(UPDATING)
                        .hidesItsLog(new IllegalStateException("not authorized")));

        assertThat(box.answer())
                .contains(
                        "Time ran out while the application was UPDATING. The job's log cannot be"
                                + " read: not authorized. "
                                + LOGS);
    }

    private void send(String file, FakeApplication application) throws IOException {
        send(
                event(file, UnaryOperator.identity()),
                name -> {
                    assertThat(name).isEqualTo("orders-Job-6F5E4D");
                    return application;
                });
    }

    private void send(Map<String, Object> event, Function<String, FlinkApplication> applications) {
        assertThat(
                        new FlinkJobResource(applications, ignored -> time)
                                .handleRequest(event, context))
                .isNull();
    }

    private Map<String, Object> event(String file, UnaryOperator<String> edit) throws IOException {
        try (InputStream stream =
                FlinkJobResourceTest.class.getResourceAsStream("/events/" + file)) {
            String json = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            ByteArrayInputStream bytes =
                    new ByteArrayInputStream(
                            edit.apply(json.replace("RESPONSE-URL", box.address()))
                                    .getBytes(StandardCharsets.UTF_8));
            @SuppressWarnings("unchecked") // As in the Lambda runtime.
            Map<String, Object> event =
                    (Map<String, Object>)
                            JacksonFactory.getInstance().getSerializer(eventType()).fromJson(bytes);
            return event;
        }
    }

    /** The event type, which the Lambda runtime also finds by reflection. */
    private static Type eventType() {
        ParameterizedType handler =
                (ParameterizedType) FlinkJobResource.class.getGenericInterfaces()[0];
        assertThat(handler.getRawType()).isEqualTo(RequestHandler.class);
        return handler.getActualTypeArguments()[0];
    }

    private static String success(String requestId, String physicalResourceId) {
        return """
                {"Status":"SUCCESS",%s}"""
                .formatted(ids(requestId, physicalResourceId));
    }

    private static String failure(String reason) {
        return """
                {"Status":"FAILED","Reason":"%s",%s}"""
                .formatted(
                        reason, ids("5d478078-13e9-baf0-464a-7ef285ecc786", "orders-Job-6F5E4D"));
    }

    private static String ids(String requestId, String physicalResourceId) {
        return """
                "PhysicalResourceId":"%s",\
                "StackId":"arn:aws:cloudformation:eu-central-1:123456789012:stack/orders/\
                51af3dc0-da77-11e4-872e-1234567db123",\
                "RequestId":"%s",\
                "LogicalResourceId":"JobStart\""""
                .formatted(physicalResourceId, requestId);
    }
}
