package io.orderstream.deploy.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests what {@code teardown.sh} asks, calls and prints. */
@DisabledOnOs(OS.WINDOWS)
class TeardownScriptITCase {

    private static final String HELLO =
            "Account 123456789012 as arn:aws:iam::123456789012:user/u1, region eu-west-1.\n";
    private static final String STACK =
            "arn:aws:cloudformation:eu-west-1:123456789012:stack/orders/1";
    private static final String NO_STACK =
            "(ValidationError) when calling the DescribeStacks operation:"
                    + " Stack with id orders does not exist";
    private static final String NO_JOB =
            "(ResourceNotFoundException) when calling the DescribeApplication operation: none";
    private static final String NO_BUCKET =
            "(404) when calling the HeadBucket operation: Not Found";
    private static final String NO_TABLE =
            "(ResourceNotFoundException) when calling the DescribeTable operation";
    private static final String NO_STREAM =
            "(ResourceNotFoundException) when calling the DescribeStreamSummary operation";
    private static final String EVENTS = "cloudformation describe-stack-events";
    private static final String JOB_STATE = "kinesisanalyticsv2 describe-application";
    private static final String RESOURCES = "cloudformation list-stack-resources";
    private static final String VERSIONS =
            "{\"Objects\": [{\"Key\": \"issued/a b.json\", \"VersionId\": \"v1\"}]}";
    private static final String NO_VERSIONS = "{\"Objects\": []}";

    @TempDir private Path directory;
    private Checkout checkout;
    private FakeAws aws;

    @BeforeEach
    void someoneIsLoggedIn() throws IOException {
        checkout = Checkout.fresh(directory);
        aws = checkout.aws();
        aws.answers("sts get-caller-identity", "123456789012\tarn:aws:iam::123456789012:user/u1");
    }

    /**
     * The script finds the job, stream, table and bucket by these logical ids. It finds the kept
     * log groups by their type.
     */
    @Test
    void theTemplateHasTheResourcesThatTheScriptLooksFor_andKeepsTheLogsOfTheJobAndItsStarter()
            throws Exception {
        assertThat(Files.readString(Path.of("template.yaml")))
                .contains(
                        "\n  Job:\n    Type: AWS::KinesisAnalyticsV2::Application\n",
                        "\n  Stream:\n    Type: AWS::Kinesis::Stream\n",
                        "\n  Table:\n    Type: AWS::DynamoDB::Table\n",
                        "\n  Bucket:\n    Type: AWS::S3::Bucket\n",
                        "\n  JobLogs:\n    Type: AWS::Logs::LogGroup\n    DeletionPolicy: Retain\n",
                        "\n  JobStarterLogs:\n    Type: AWS::Logs::LogGroup\n    DeletionPolicy: Retain\n");
    }

    @Test
    void theDryRunShowsEveryCall_withoutTheCliOrCredentials() throws Exception {
        ScriptRun run = checkout.without("aws").run("teardown.sh", "orders", "--dry-run");

        assertThat(run).isEqualTo(new ScriptRun(0, Checkout.resource("teardown-dry-run.txt"), ""));
    }

    @Test
    void theDryRunWithDataAlsoShowsHowTheDataIsDeleted() throws Exception {
        ScriptRun run =
                checkout.without("aws").run("teardown.sh", "orders", "--dry-run", "--delete-data");

        assertThat(run)
                .isEqualTo(new ScriptRun(0, Checkout.resource("teardown-data-dry-run.txt"), ""));
    }

    @Test
    void stopsTheJob_deletesTheStack_andSaysWhatItKept() throws Exception {
        stackExists();
        aws.answers(JOB_STATE, "RUNNING", "STOPPING", "STOPPING", "READY")
                .answers("kinesisanalyticsv2 stop-application", "1");
        stackIsDeleted();

        ScriptRun run = checkout.input("orders\n").run("teardown.sh", "orders");

        assertThat(run)
                .isEqualTo(
                        new ScriptRun(
                                0,
                                HELLO
                                        + "This deletes stack orders and its job orders-job.\n"
                                        + "Type the stack's name to continue: Job orders-job:"
                                        + " RUNNING.\n"
                                        + "Job orders-job: STOPPING.\n"
                                        + "Job orders-job: READY.\n"
                                        + "10:00:02  DELETE_SKIPPED               Stream"
                                        + " (AWS::Kinesis::Stream)\n"
                                        + "10:00:03  DELETE_COMPLETE              orders"
                                        + " (AWS::CloudFormation::Stack)\n"
                                        + "Stack orders: DELETE_COMPLETE.\n"
                                        + "These are kept and still cost money:\n"
                                        + "  stream orders-Stream-1\n"
                                        + "  table  orders-Table-1\n"
                                        + "  bucket orders-bucket-1\n"
                                        + "  logs   orders-JobLogs-1\n"
                                        + "  logs   orders-JobStarterLogs-1\n"
                                        + "To delete them: 'ROOT/cloudformation/teardown.sh'"
                                        + " orders --delete-data --region eu-west-1\n",
                                ""));
        assertThat(checkout.calls())
                .filteredOn(call -> call.contains("stop-") || call.contains("delete-"))
                .containsExactly(
                        "aws kinesisanalyticsv2 stop-application --application-name orders-job"
                                + " --region eu-west-1 --output text",
                        "aws cloudformation delete-stack --stack-name "
                                + STACK
                                + " --region eu-west-1 --output text");
        assertThat(checkout.leftovers()).isEmpty();
    }

    @Test
    void deletesTheDataToo() throws Exception {
        stackExists();
        aws.answers(JOB_STATE, "READY")
                .answers("s3api head-bucket", "", "")
                .answers("s3api list-multipart-uploads", "upload-1\tinvoices/a b.jsonl", "None")
                .answers("s3api abort-multipart-upload", "")
                .answers("s3api list-object-versions", VERSIONS, NO_VERSIONS, NO_VERSIONS)
                .answers("s3api delete-objects", "None")
                .answers("s3api delete-bucket", "")
                .answers("dynamodb describe-table", "True", "False")
                .answers("dynamodb update-table", "UPDATING")
                .answers("dynamodb wait", "", "")
                .answers("dynamodb delete-table", "DELETING")
                .answers("kinesis describe-stream-summary", "ACTIVE")
                .answers("kinesis delete-stream", "")
                .answers("kinesis wait", "")
                .answers("logs describe-log-groups", "orders-JobLogs-1", "orders-JobStarterLogs-1")
                .answers("logs delete-log-group", "", "");
        stackIsDeleted();

        ScriptRun run = checkout.run("teardown.sh", "orders", "--yes", "--delete-data");

        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
        assertThat(run.out())
                .endsWith(
                        "Stack orders: DELETE_COMPLETE.\n"
                                + "Emptying bucket orders-bucket-1.\n"
                                + "Deleted bucket orders-bucket-1.\n"
                                + "Deleted table orders-Table-1; DynamoDB keeps its last backup"
                                + " for 35 days.\n"
                                + "Deleted stream orders-Stream-1.\n"
                                + "Deleted log group orders-JobLogs-1.\n"
                                + "Deleted log group orders-JobStarterLogs-1.\n"
                                + "Stack orders and all its data are deleted. Its artifacts are"
                                + " still in the bucket of the artifacts.\n");
        assertThat(String.join("\n", checkout.calls()) + "\n")
                .isEqualTo(Checkout.resource("teardown-data-calls.txt"));
    }

    @Test
    void theDataOfDeletedStacksWithTheSameNameIsDeleted() throws Exception {
        aws.fails("cloudformation describe-stacks", NO_STACK)
                .answers(
                        "cloudformation list-stacks",
                        STACK + "3\n" + STACK + "2\n" + STACK + "\nNone")
                .answers(
                        RESOURCES,
                        resources("DELETE_COMPLETE", "DELETE_SKIPPED").replace("-1", "-3"),
                        resources("DELETE_COMPLETE", "DELETE_SKIPPED").replace("-1", "-2"),
                        resources("DELETE_COMPLETE", "DELETE_SKIPPED"))
                .fails("s3api head-bucket", NO_BUCKET)
                .fails("s3api head-bucket", NO_BUCKET)
                .fails("s3api head-bucket", NO_BUCKET)
                .fails("dynamodb describe-table", NO_TABLE)
                .fails("dynamodb describe-table", NO_TABLE)
                .answers("dynamodb describe-table", "False", "False")
                .answers("dynamodb delete-table", "DELETING")
                .answers("dynamodb wait", "")
                .answers("kinesis describe-stream-summary", "ACTIVE", "ACTIVE")
                .fails("kinesis describe-stream-summary", NO_STREAM)
                .fails("kinesis describe-stream-summary", NO_STREAM)
                .answers("kinesis delete-stream", "")
                .answers("kinesis wait", "")
                // Only stack 3 has a log group left. The script looks for the group again, right
                // before it deletes the group.
                .answers(
                        "logs describe-log-groups",
                        "",
                        "orders-JobStarterLogs-3",
                        "orders-JobStarterLogs-3",
                        "",
                        "",
                        "",
                        "")
                .answers("logs delete-log-group", "");

        ScriptRun run =
                checkout.input("orders\norders\n").run("teardown.sh", "orders", "--delete-data");

        assertThat(run)
                .isEqualTo(
                        new ScriptRun(
                                0,
                                HELLO
                                        + "This deletes the data of the deleted stack "
                                        + STACK
                                        + "3.\n"
                                        + "These are deleted with everything in them: stream"
                                        + " orders-Stream-3 logs orders-JobStarterLogs-3\n"
                                        + "Type the stack's name to continue: Deleted stream"
                                        + " orders-Stream-3.\n"
                                        + "Deleted log group orders-JobStarterLogs-3.\n"
                                        + "This deletes the data of the deleted stack "
                                        + STACK
                                        + ".\n"
                                        + "These are deleted with everything in them: table"
                                        + " orders-Table-1\n"
                                        + "Type the stack's name to continue: Deleted table"
                                        + " orders-Table-1; DynamoDB keeps its last backup for 35"
                                        + " days.\n",
                                ""));
        assertThat(checkout.calls()).noneMatch(call -> call.contains("delete-stack"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE_IN_PROGRESS",
                "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
                "UPDATE_ROLLBACK_IN_PROGRESS",
                "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
                "ROLLBACK_IN_PROGRESS",
                "IMPORT_IN_PROGRESS"
            })
    void aStackThatCannotBeDeletedNowIsLeftAlone_andSoIsItsData(String state) throws Exception {
        aws.answers("cloudformation describe-stacks", STACK + "\t" + state);

        ScriptRun run = checkout.run("teardown.sh", "orders", "--yes", "--delete-data");

        assertThat(run)
                .isEqualTo(
                        new ScriptRun(
                                1,
                                HELLO,
                                "Stack orders is in state "
                                        + state
                                        + " and cannot be deleted now. Nothing was changed. Wait"
                                        + " until that operation has ended, then run this"
                                        + " again.\n"));
        assertThat(checkout.calls()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"REVIEW_IN_PROGRESS", "CREATE_IN_PROGRESS", "DELETE_IN_PROGRESS"})
    void aStackThatCanBeDeletedNowIsDeleted(String state) throws Exception {
        aws.answers("cloudformation describe-stacks", STACK + "\t" + state, "False")
                .answers(RESOURCES, "", "");
        stackIsDeleted();

        ScriptRun run = checkout.run("teardown.sh", "orders", "--yes");

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out()).endsWith("Nothing was kept.\n");
    }

    @Test
    void aProtectedStackIsLeftAlone_andSoAreItsJobAndItsData() throws Exception {
        aws.answers("cloudformation describe-stacks", STACK + "\tUPDATE_COMPLETE", "True");

        ScriptRun run = checkout.run("teardown.sh", "orders", "--yes", "--delete-data");

        assertThat(run)
                .isEqualTo(
                        new ScriptRun(
                                1,
                                HELLO,
                                "Stack orders is protected from deletion. Nothing was"
                                        + " changed. To end the protection: aws cloudformation"
                                        + " update-termination-protection --stack-name orders"
                                        + " --no-enable-termination-protection --region"
                                        + " eu-west-1\n"));
        assertThat(checkout.calls()).hasSize(3);
    }

    @Test
    void aStackWhoseProtectionCannotBeReadIsLeftAlone() throws Exception {
        aws.answers("cloudformation describe-stacks", STACK + "\tUPDATE_COMPLETE")
                .fails("cloudformation describe-stacks", "(Throttling): Rate exceeded");

        ScriptRun run = checkout.run("teardown.sh", "orders", "--yes", "--delete-data");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).isEqualTo("\nAn error occurred (Throttling): Rate exceeded\n");
        assertThat(checkout.calls()).hasSize(3);
    }

    @Test
    void deniedAccessIsNotAnAbsentJob() throws Exception {
        stackExists();
        aws.fails(JOB_STATE, "(AccessDeniedException): not allowed");

        ScriptRun run = checkout.run("teardown.sh", "orders", "--yes", "--delete-data");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo(
                        "Cannot read the state of job orders-job: An error occurred"
                                + " (AccessDeniedException): not allowed\n");
    }

    @Test
    void deniedAccessIsNotAnAbsentBucket() throws Exception {
        stackWasDeletedBefore();
        aws.fails("s3api head-bucket", "(403) when calling the HeadBucket operation: Forbidden");

        assertThat(checkout.run("teardown.sh", "orders", "--yes", "--delete-data"))
                .isEqualTo(
                        new ScriptRun(
                                1,
                                HELLO,
                                "Cannot reach bucket orders-bucket-1: An error occurred (403) when"
                                        + " calling the HeadBucket operation: Forbidden\n"));
    }

    @Test
    void deniedAccessIsNotAnAbsentTable() throws Exception {
        stackWasDeletedBefore();
        aws.fails("s3api head-bucket", NO_BUCKET)
                .fails("dynamodb describe-table", "(AccessDeniedException): not allowed");

        assertThat(checkout.run("teardown.sh", "orders", "--yes", "--delete-data"))
                .isEqualTo(
                        new ScriptRun(
                                1,
                                HELLO,
                                "Cannot read the state of table orders-Table-1: An"
                                        + " error occurred (AccessDeniedException): not allowed\n"));
    }

    @Test
    void deniedAccessIsNotAnAbsentStream() throws Exception {
        stackWasDeletedBefore();
        aws.fails("s3api head-bucket", NO_BUCKET)
                .fails("dynamodb describe-table", NO_TABLE)
                .fails("kinesis describe-stream-summary", "(AccessDeniedException): not allowed");

        assertThat(checkout.run("teardown.sh", "orders", "--yes", "--delete-data"))
                .isEqualTo(
                        new ScriptRun(
                                1,
                                HELLO,
                                "Cannot read the state of stream orders-Stream-1: An"
                                        + " error occurred (AccessDeniedException): not allowed\n"));
    }

    @Test
    void anyOtherAnswerThanTheNameChangesNothing() throws Exception {
        stackExists();

        ScriptRun run = checkout.input("no\n").run("teardown.sh", "orders", "--delete-data");

        assertThat(run)
                .isEqualTo(
                        new ScriptRun(
                                1,
                                HELLO
                                        + "This deletes stack orders and its job orders-job.\n"
                                        + "These are deleted with everything in them: bucket"
                                        + " orders-bucket-1 table orders-Table-1 stream"
                                        + " orders-Stream-1 logs orders-QueryLogs-1 logs"
                                        + " orders-JobLogs-1 logs orders-JobStarterLogs-1\n"
                                        + "Type the stack's name to continue: ",
                                "Not deleted: stack orders and its job orders-job.\n"));
        assertThat(checkout.calls()).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "orders"})
    void theEndOfTheInputMeansNo(String input) throws Exception {
        stackExists();

        assertThat(checkout.input(input).run("teardown.sh", "orders"))
                .isEqualTo(
                        new ScriptRun(
                                1,
                                HELLO
                                        + "This deletes stack orders and its job orders-job.\n"
                                        + "Type the stack's name to continue: \n",
                                "Not deleted: stack orders and its job orders-job.\n"));
        assertThat(checkout.calls()).hasSize(4);
    }

    @Test
    void anAbsentStackIsNoError() throws Exception {
        aws.fails("cloudformation describe-stacks", NO_STACK);

        assertThat(checkout.run("teardown.sh", "orders"))
                .isEqualTo(
                        new ScriptRun(0, HELLO + "There is no stack orders in eu-west-1.\n", ""));
    }

    @Test
    void anAbsentStackIsNoError_ifNoDeletedStackHasLeftData() throws Exception {
        aws.fails("cloudformation describe-stacks", NO_STACK)
                .answers("cloudformation list-stacks", "");

        assertThat(checkout.run("teardown.sh", "orders", "--yes", "--delete-data"))
                .isEqualTo(
                        new ScriptRun(
                                0,
                                HELLO
                                        + "There is no stack orders in eu-west-1, and no data of"
                                        + " a stack that was deleted in the last 90 days.\n",
                                ""));
    }

    @Test
    void deniedAccessIsNotAnAbsentStack() throws Exception {
        aws.fails(
                "cloudformation describe-stacks",
                "(AccessDenied) when calling the DescribeStacks operation: not allowed");

        assertThat(checkout.run("teardown.sh", "orders"))
                .isEqualTo(
                        new ScriptRun(
                                1,
                                HELLO,
                                "Cannot read the state of stack orders: An error"
                                        + " occurred (AccessDenied) when calling the"
                                        + " DescribeStacks operation: not allowed\n"));
    }

    @Test
    void aJobThatIsGoneIsNoError() throws Exception {
        stackExists();
        aws.fails(JOB_STATE, NO_JOB);
        stackIsDeleted();

        ScriptRun run = checkout.run("teardown.sh", "orders", "--yes");

        assertThat(run.exit()).isZero();
        assertThat(run.out()).contains("Job orders-job is gone.\n");
    }

    @Test
    void aJobWhoseSnapshotFailsIsNotStoppedByForce_sinceOrdersWouldBeMissingInTheArchive()
            throws Exception {
        stackExists();
        aws.answers(JOB_STATE, "RUNNING", "STOPPING", "RUNNING")
                .answers("kinesisanalyticsv2 stop-application", "1");

        ScriptRun run = checkout.run("teardown.sh", "orders", "--yes");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo(
                        "Job orders-job was to stop, but runs again: its snapshot"
                                + " failed. The job's log says why. After a forced stop, the orders"
                                + " since the last checkpoint are missing in the archive. To force"
                                + " the stop: aws kinesisanalyticsv2 stop-application"
                                + " --application-name orders-job --force --region eu-west-1\n");
        assertThat(checkout.calls())
                .noneMatch(call -> call.contains("--force"))
                .noneMatch(call -> call.contains("delete-stack"));
    }

    @Test
    void aJobThatDoesNotStopIsStoppedByForce_ifItsDataIsDeletedToo() throws Exception {
        aws.answers("cloudformation describe-stacks", STACK + "\tCREATE_COMPLETE", "False")
                .answers(
                        RESOURCES,
                        "Job\tCREATE_COMPLETE\torders-job",
                        "Job\tDELETE_COMPLETE\torders-job");
        for (int i = 0; i < 240; i++) {
            aws.answers(JOB_STATE, "STARTING");
        }
        aws.answers(JOB_STATE, "FORCE_STOPPING", "READY")
                .answers("kinesisanalyticsv2 stop-application", "1");
        stackIsDeleted();

        ScriptRun run = checkout.run("teardown.sh", "orders", "--yes", "--delete-data");

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out())
                .contains(
                        "Job orders-job has not stopped in 20 minutes; its state is"
                                + " STARTING. Stopping it by force, since its data is deleted,"
                                + " too.\n");
        assertThat(checkout.calls())
                .contains(
                        "aws kinesisanalyticsv2 stop-application --application-name orders-job --force"
                                + " --region eu-west-1 --output text");
    }

    @Test
    void theScriptWaitsForAnotherFullMinute_afterItForcesTheStop() throws Exception {
        waitOneMinuteForTheJob();
        stackExists();
        aws.answers(JOB_STATE, "RUNNING");
        for (int i = 0; i < 10; i++) {
            aws.answers(JOB_STATE, "STOPPING");
        }
        aws.answers(JOB_STATE, "RUNNING").forEver(JOB_STATE);
        aws.answers("kinesisanalyticsv2 stop-application", "1", "2");

        ScriptRun run = checkout.run("teardown.sh", "orders", "--yes", "--delete-data");

        assertThat(run.out())
                .endsWith(
                        "Job orders-job was to stop, but runs again: its snapshot failed."
                                + " Stopping it by force, since its data is deleted, too.\n");
        assertThat(run.err())
                .isEqualTo(
                        "Job orders-job has not stopped in 1 minutes; its state is RUNNING,"
                                + " although its stop was forced.\n");
        assertThat(checkout.calls().stream().filter(call -> call.contains(JOB_STATE)))
                .hasSize(11 + 12);
    }

    @Test
    void aDeletionThatFailsNamesTheResourceThatFailedFirst() throws Exception {
        stackExists();
        aws.answers(JOB_STATE, "READY")
                .answers("cloudformation delete-stack", "")
                .answers(
                        EVENTS,
                        event(1, "CREATE_COMPLETE", "AWS::CloudFormation::Stack", "orders"),
                        "e4\t2026-11-23T10:00:04+00:00\tDELETE_FAILED\tAWS::CloudFormation::Stack\torders"
                                + "\tThe following resource(s) failed to delete: [Bucket].\n"
                                + "e3\t2026-11-23T10:00:03+00:00\tDELETE_FAILED\tAWS::S3::Bucket\tBucket"
                                + "\tThe bucket you tried to delete is not empty\n"
                                + event(
                                        1,
                                        "CREATE_COMPLETE",
                                        "AWS::CloudFormation::Stack",
                                        "orders"));

        ScriptRun run = checkout.run("teardown.sh", "orders", "--yes");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out())
                .endsWith(
                        "Only --delete-data deletes a bucket that is not empty, and a"
                                + " protected table.\n");
        assertThat(run.err())
                .isEqualTo(
                        "Stack orders: DELETE_FAILED. First failure: Bucket"
                                + " (AWS::S3::Bucket): The bucket you tried to delete is not"
                                + " empty\n");
    }

    @Test
    void anObjectThatCannotBeDeletedEndsTheScript() throws Exception {
        stackExists();
        aws.answers(JOB_STATE, "READY")
                .answers("s3api head-bucket", "")
                .answers("s3api list-multipart-uploads", "None")
                .answers("s3api list-object-versions", VERSIONS)
                .answers("s3api delete-objects", "issued/a b.json\tAccessDenied\tAccess Denied");

        ScriptRun run = checkout.run("teardown.sh", "orders", "--yes", "--delete-data");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo(
                        "Bucket orders-bucket-1 cannot be emptied: issued/a b.json\tAccessDenied\tAccess"
                                + " Denied\n");
        assertThat(checkout.calls()).noneMatch(call -> call.contains("delete-stack"));
    }

    private void stackExists() throws IOException {
        aws.answers("cloudformation describe-stacks", STACK + "\tUPDATE_COMPLETE", "False")
                .answers(
                        RESOURCES,
                        resources("UPDATE_COMPLETE", "CREATE_COMPLETE"),
                        resources("DELETE_COMPLETE", "DELETE_SKIPPED"));
    }

    private void stackWasDeletedBefore() throws IOException {
        aws.fails("cloudformation describe-stacks", NO_STACK)
                .answers("cloudformation list-stacks", STACK)
                .answers(RESOURCES, resources("DELETE_COMPLETE", "DELETE_SKIPPED"));
    }

    private void stackIsDeleted() throws IOException {
        String before = event(1, "CREATE_COMPLETE", "AWS::CloudFormation::Stack", "orders");
        aws.answers("cloudformation delete-stack", "")
                .answers(
                        EVENTS,
                        before,
                        event(2, "DELETE_SKIPPED", "AWS::Kinesis::Stream", "Stream")
                                + "\n"
                                + before,
                        event(3, "DELETE_COMPLETE", "AWS::CloudFormation::Stack", "orders")
                                + "\n"
                                + event(2, "DELETE_SKIPPED", "AWS::Kinesis::Stream", "Stream")
                                + "\n"
                                + before);
    }

    @Test
    void deniedAccessIsNotAnAbsentLogGroup() throws Exception {
        stackWasDeletedBefore();
        aws.fails("s3api head-bucket", NO_BUCKET)
                .fails("dynamodb describe-table", NO_TABLE)
                .fails("kinesis describe-stream-summary", NO_STREAM)
                .fails("logs describe-log-groups", "(AccessDeniedException): not allowed");

        assertThat(checkout.run("teardown.sh", "orders", "--yes", "--delete-data"))
                .isEqualTo(
                        new ScriptRun(
                                1,
                                HELLO,
                                "Cannot read the state of log group orders-JobLogs-1:"
                                        + " An error occurred (AccessDeniedException): not"
                                        + " allowed\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"STARTING", "UPDATING", "STOPPING", "AUTOSCALING"})
    void aJobThatDoesNotStop_isAFailureThatSaysHowToForceTheStop(String state) throws Exception {
        waitOneMinuteForTheJob();
        stackExists();
        aws.answers(JOB_STATE, state).forEver(JOB_STATE);

        ScriptRun run = checkout.run("teardown.sh", "orders", "--yes");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err())
                .startsWith(
                        "Job orders-job has not stopped in 1 minutes; its state is "
                                + state
                                + ". The job's log says why. After a forced stop, the orders")
                .contains("stop-application --application-name orders-job --force");
    }

    /**
     * The script asks for the job's state every five seconds, up to 240 times, which is twenty
     * minutes. This method changes the script so that it asks up to 12 times, which is one minute.
     */
    private void waitOneMinuteForTheJob() throws IOException {
        Path script = checkout.root().resolve("cloudformation/teardown.sh");
        String text = Files.readString(script);
        assertThat(text).contains("readonly job_polls=240\n");
        Files.writeString(script, text.replace("job_polls=240", "job_polls=12"));
    }

    /** In these states, the script does not stop the job by force, not even with --delete-data. */
    @ParameterizedTest
    @ValueSource(strings = {"ROLLING_BACK", "MAINTENANCE", "FORCE_STOPPING", "DELETING"})
    void noForcedStopIsRequested_ifTheServiceWouldRefuseIt(String state) throws Exception {
        waitOneMinuteForTheJob();
        stackExists();
        aws.answers(JOB_STATE, state).forEver(JOB_STATE);

        ScriptRun run = checkout.run("teardown.sh", "orders", "--yes", "--delete-data");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo(
                        "Job orders-job has not stopped in 1 minutes; its state is "
                                + state
                                + ". In that state the service accepts no forced stop."
                                + " Wait until the state has changed, then run this again.\n");
        assertThat(checkout.calls()).noneMatch(call -> call.contains("stop-application"));
    }

    @Test
    void aJobThatWasRolledBackAndRuns_isStopped() throws Exception {
        stackExists();
        aws.answers(JOB_STATE, "ROLLED_BACK", "ROLLED_BACK", "STOPPING", "READY")
                .answers("kinesisanalyticsv2 stop-application", "1");
        stackIsDeleted();

        ScriptRun run = checkout.run("teardown.sh", "orders", "--yes");

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out()).contains("Job orders-job: STOPPING.\nJob orders-job: READY.\n");
    }

    @Test
    void aJobThatWasRolledBackAndDoesNotRun_needsNoStop() throws Exception {
        stackExists();
        aws.answers(JOB_STATE, "ROLLED_BACK")
                .fails(
                        "kinesisanalyticsv2 stop-application",
                        "(InvalidRequestException): not running");
        stackIsDeleted();

        assertThat(checkout.run("teardown.sh", "orders", "--yes").exit()).isZero();
    }

    @Test
    void aRolledBackJobThatCannotBeStopped_isAFailure() throws Exception {
        stackExists();
        aws.answers(JOB_STATE, "ROLLED_BACK")
                .fails(
                        "kinesisanalyticsv2 stop-application",
                        "(AccessDeniedException): not allowed");

        ScriptRun run = checkout.run("teardown.sh", "orders", "--yes");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo(
                        "Cannot stop job orders-job: An error occurred (AccessDeniedException): not"
                                + " allowed\n");
    }

    private static String resources(String job, String data) {
        return String.join(
                "\n",
                List.of(
                        "Job\t" + job + "\torders-job",
                        "Stream\t" + data + "\torders-Stream-1",
                        "Table\t" + data + "\torders-Table-1",
                        "Bucket\t" + data + "\torders-bucket-1",
                        "QueryLogs\t" + job + "\torders-QueryLogs-1\tAWS::Logs::LogGroup",
                        "JobLogs\t" + data + "\torders-JobLogs-1\tAWS::Logs::LogGroup",
                        "JobStarterLogs\t"
                                + data
                                + "\torders-JobStarterLogs-1\tAWS::Logs::LogGroup",
                        "StreamAlarm\tDELETE_COMPLETE\torders-alarm"));
    }

    private static String event(int second, String status, String type, String id) {
        return String.format(
                Locale.ROOT,
                "e%d\t2026-11-23T10:00:%02d.123000+00:00\t%s\t%s\t%s\tNone",
                second,
                second,
                status,
                type,
                id);
    }
}
