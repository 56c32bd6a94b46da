package io.orderstream.deploy.scripts;

import static io.orderstream.deploy.scripts.DeployScenario.CALLER;
import static io.orderstream.deploy.scripts.DeployScenario.HELLO;
import static io.orderstream.deploy.scripts.DeployScenario.NO_STACK;
import static io.orderstream.deploy.scripts.DeployScenario.ORDERS;
import static io.orderstream.deploy.scripts.DeployScenario.STACK;
import static io.orderstream.deploy.scripts.DeployScenario.STACK_TYPE;
import static io.orderstream.deploy.scripts.DeployScenario.creating;
import static io.orderstream.deploy.scripts.DeployScenario.event;
import static io.orderstream.deploy.scripts.DeployScenario.updating;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests what {@code deploy.sh} says when something fails. */
@DisabledOnOs(OS.WINDOWS)
class DeployFailureITCase {

    @TempDir private Path directory;

    @Test
    void aRefusedChangeSetIsExplained_andDeleted() throws Exception {
        Checkout checkout = updating(directory);
        checkout.aws()
                .answers(
                        "cloudformation describe-change-set",
                        "FAILED\tParameter ShardCount must be a number")
                .answers("cloudformation delete-change-set", "");

        ScriptRun run = checkout.run("deploy.sh", ORDERS);

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo(
                        "CloudFormation refused the change set: Parameter ShardCount"
                                + " must be a number\n");
        assertThat(checkout.calls()).anyMatch(call -> call.contains("delete-change-set"));
    }

    @Test
    void aFailedCallEndsTheScriptWithTheErrorOfTheCli() throws Exception {
        Checkout checkout = Checkout.built(directory);
        checkout.aws()
                .answers("sts get-caller-identity", CALLER)
                .answers("s3api head-bucket", "eu-west-1")
                .answers("s3api head-object", "1")
                .forEver("s3api head-object")
                .fails("cloudformation describe-stacks", NO_STACK)
                .fails("cloudformation create-change-set", "(ValidationError): a rule says no");

        ScriptRun run = checkout.run("deploy.sh", ORDERS);

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).isEqualTo("\nAn error occurred (ValidationError): a rule says no\n");
    }

    @Test
    void aFailureNamesTheFirstFailedResource_ignoringCancelledUpdates() throws Exception {
        Checkout checkout = updating(directory);
        checkout.aws()
                .answers("cloudformation describe-change-set", "CREATE_COMPLETE\tNone")
                .answers("cloudformation execute-change-set", "")
                .answers(
                        "cloudformation describe-stack-events",
                        event(1, "UPDATE_COMPLETE", STACK_TYPE, "orders", "None"),
                        // The newest event is first, as CloudFormation returns the events.
                        event(6, "UPDATE_ROLLBACK_COMPLETE", STACK_TYPE, "orders", "None")
                                + "\n"
                                + event(5, "UPDATE_FAILED", "AWS::SNS::Topic", "Alarms", "too late")
                                + "\n"
                                + event(
                                        4,
                                        "CREATE_FAILED",
                                        "Custom::FlinkJob",
                                        "JobStart",
                                        "The job is in state READY:\nits jar is missing")
                                + "\n"
                                + event(
                                        3,
                                        "UPDATE_FAILED",
                                        "AWS::Kinesis::Stream",
                                        "Stream",
                                        "Resource update cancelled")
                                + "\n"
                                + event(
                                        2,
                                        "UPDATE_IN_PROGRESS",
                                        STACK_TYPE,
                                        "orders",
                                        "User Initiated")
                                + "\n"
                                + event(1, "UPDATE_COMPLETE", STACK_TYPE, "orders", "None"));

        ScriptRun run = checkout.run("deploy.sh", ORDERS);

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out())
                .endsWith(
                        "10:00:02  UPDATE_IN_PROGRESS           orders (AWS::CloudFormation::Stack):"
                                + " User Initiated\n"
                                + "10:00:03  UPDATE_FAILED                Stream (AWS::Kinesis::Stream):"
                                + " Resource update cancelled\n"
                                + "10:00:04  CREATE_FAILED                JobStart (Custom::FlinkJob):"
                                + " The job is in state READY: its jar is missing\n"
                                + "10:00:05  UPDATE_FAILED                Alarms (AWS::SNS::Topic): too"
                                + " late\n"
                                + "10:00:06  UPDATE_ROLLBACK_COMPLETE     orders"
                                + " (AWS::CloudFormation::Stack)\n");
        assertThat(run.err())
                .isEqualTo(
                        "Stack orders: UPDATE_ROLLBACK_COMPLETE. First failure:"
                                + " JobStart (Custom::FlinkJob): The job is in state READY: its"
                                + " jar is missing\n");
    }

    @Test
    void aFailedCreationSaysHowToRemoveWhatItHasKept() throws Exception {
        Checkout checkout = creating(directory, "ROLLBACK_COMPLETE");
        checkout.aws()
                .answers(
                        "cloudformation list-stack-resources",
                        "orders-JobLogs-1\norders-JobStarterLogs-1");

        ScriptRun run = checkout.run("deploy.sh", ORDERS);

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo(
                        "Stack orders: ROLLBACK_COMPLETE. First failure: CloudFormation"
                                + " names no resource.\n"
                                + "Kept log: aws logs tail orders-JobLogs-1 --since 1h --region"
                                + " eu-west-1\n"
                                + "Kept log: aws logs tail orders-JobStarterLogs-1 --since 1h"
                                + " --region eu-west-1\n"
                                + "Remove the stack with the stream, table, bucket and logs that"
                                + " it has kept. Otherwise each try leaves more of them, and they cost"
                                + " money. To remove it:"
                                + " 'ROOT/cloudformation/teardown.sh' orders --delete-data"
                                + " --region eu-west-1\n");
    }

    @Test
    void aFailedCreationIsShown_evenIfItsLogsCannotBeListed() throws Exception {
        Checkout checkout = creating(directory, "ROLLBACK_COMPLETE");
        checkout.aws().fails("cloudformation list-stack-resources", "(Throttling): Rate exceeded");

        ScriptRun run = checkout.run("deploy.sh", ORDERS);

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err())
                .startsWith(
                        "Stack orders: ROLLBACK_COMPLETE. First failure: CloudFormation"
                                + " names no resource.\n"
                                + "Remove the stack with");
    }

    @Test
    void aFailedRollbackSaysHowToContinue() throws Exception {
        Checkout checkout = creating(directory, "UPDATE_ROLLBACK_FAILED");

        ScriptRun run = checkout.run("deploy.sh", ORDERS);

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err())
                .endsWith(
                        "\nFix the cause that the stack's events name, then run: aws"
                                + " cloudformation continue-update-rollback --stack-name orders"
                                + " --region eu-west-1. If JobStart failed because only the next"
                                + " deployment can make the job healthy, add --resources-to-skip"
                                + " JobStart. If the job cannot be restored, stop it first: aws"
                                + " kinesisanalyticsv2 stop-application --application-name JOB"
                                + " --force --region eu-west-1, where JOB is the stack's output"
                                + " JobName. \"When the job cannot be restored\" in"
                                + " ROOT/docs/operations.md has the next steps.\n");
    }

    @Test
    void aDeploymentStoppedByAlarmsSaysHowToDeployWithoutAlarms() throws Exception {
        Checkout checkout = updating(directory);
        String before = event(1, "UPDATE_COMPLETE", STACK_TYPE, "orders", "None");
        checkout.aws()
                .answers("cloudformation describe-change-set", "CREATE_COMPLETE\tNone")
                .answers("cloudformation execute-change-set", "")
                .answers(
                        "cloudformation describe-stack-events",
                        before,
                        event(3, "UPDATE_ROLLBACK_COMPLETE", STACK_TYPE, "orders", "None")
                                + "\n"
                                + event(
                                        2,
                                        "UPDATE_FAILED",
                                        "AWS::Lambda::Alias",
                                        "QueryAlias",
                                        "One or more alarms have been activated")
                                + "\n"
                                + before);

        ScriptRun run = checkout.run("deploy.sh", ORDERS);

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo(
                        "Stack orders: UPDATE_ROLLBACK_COMPLETE. First failure:"
                                + " QueryAlias (AWS::Lambda::Alias): One or more alarms have been"
                                + " activated\n"
                                + "Alarms stopped the new version of a function. If the alarms were"
                                + " on before the deployment, and the new version removes their"
                                + " cause, deploy it with --parameter DeploymentAlarms=false. Deploy"
                                + " the next version with --parameter DeploymentAlarms=true.\n");
    }

    @Test
    void aFailedBuildEndsTheScript() throws Exception {
        Checkout checkout = Checkout.fresh(directory);
        checkout.aws().answers("sts get-caller-identity", CALLER);
        Files.createFile(checkout.aws().directory().resolve("build-fails"));

        ScriptRun run = checkout.run("deploy.sh", ORDERS);

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).isEqualTo("The build failed.\n");
        assertThat(checkout.calls()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ROLLBACK_COMPLETE|is in state ROLLBACK_COMPLETE: its creation failed."
                        + " Remove the stack with the stream, table, bucket and logs that it has"
                        + " kept. Otherwise each try leaves more of them, and they cost money. To remove it:"
                        + " 'ROOT/cloudformation/teardown.sh' orders --delete-data --region"
                        + " eu-west-1",
                "DELETE_FAILED|is in state DELETE_FAILED. It can only be deleted:"
                        + " 'ROOT/cloudformation/teardown.sh' orders --region eu-west-1",
                "UPDATE_ROLLBACK_FAILED|is in state UPDATE_ROLLBACK_FAILED. Fix the"
                        + " cause that the stack's events name, then run: aws cloudformation"
                        + " continue-update-rollback --stack-name orders --region eu-west-1. If"
                        + " JobStart failed because only the next deployment can make the job"
                        + " healthy, add --resources-to-skip JobStart. If the job cannot be"
                        + " restored, stop it first: aws kinesisanalyticsv2 stop-application"
                        + " --application-name JOB --force --region eu-west-1, where JOB is the"
                        + " stack's output JobName. \"When the job cannot be restored\" in"
                        + " ROOT/docs/operations.md has the next steps.",
                "UPDATE_IN_PROGRESS|is in state UPDATE_IN_PROGRESS. Wait until that"
                        + " operation has ended, then run this again. If the job cannot be"
                        + " restored, stop it first: aws kinesisanalyticsv2 stop-application"
                        + " --application-name JOB --force --region eu-west-1, where JOB is the"
                        + " stack's output JobName. \"When the job cannot be restored\" in"
                        + " ROOT/docs/operations.md has the next steps.",
                "UPDATE_FAILED|is in state UPDATE_FAILED: an update without a rollback"
                        + " failed. Roll it back with aws cloudformation rollback-stack"
                        + " --stack-name orders --region eu-west-1, then run deploy.sh again.",
                "DELETE_IN_PROGRESS|is in state DELETE_IN_PROGRESS. Wait until that"
                        + " operation has ended, then run this again."
            })
    void aStackThatCannotBeDeployedIsLeftAlone(String state, String message) throws Exception {
        Checkout checkout = Checkout.built(directory);
        checkout.aws()
                .answers("sts get-caller-identity", CALLER)
                .answers("s3api head-bucket", "eu-west-1")
                .answers("cloudformation describe-stacks", STACK + "\t" + state);

        ScriptRun run = checkout.run("deploy.sh", ORDERS);

        assertThat(run).isEqualTo(new ScriptRun(1, HELLO, "Stack orders " + message + "\n"));
        assertThat(checkout.calls()).hasSize(3);
    }

    @Test
    void aForbiddenObjectIsNotAMissingObject() throws Exception {
        Checkout checkout = Checkout.built(directory);
        checkout.aws()
                .answers("sts get-caller-identity", CALLER)
                .answers("s3api head-bucket", "eu-west-1")
                .fails("cloudformation describe-stacks", NO_STACK)
                .fails(
                        "s3api head-object",
                        "(403) when calling the HeadObject operation: Forbidden");

        ScriptRun run = checkout.run("deploy.sh", ORDERS);

        assertThat(run)
                .isEqualTo(
                        new ScriptRun(
                                1,
                                HELLO,
                                "Cannot tell whether orderstream/flink-job-HASH-OF-flink-job.jar.jar is"
                                        + " in bucket my-artifacts. This check needs s3:GetObject and"
                                        + " s3:ListBucket. The AWS CLI says: An error occurred (403) when calling the"
                                        + " HeadObject operation: Forbidden\n"));
    }

    @Test
    void theBucketMustExist() throws Exception {
        Checkout checkout = Checkout.built(directory);
        checkout.aws()
                .answers("sts get-caller-identity", CALLER)
                .fails(
                        "s3api head-bucket",
                        "(404) when calling the HeadBucket operation: Not Found");

        assertThat(checkout.run("deploy.sh", ORDERS).err())
                .isEqualTo(
                        "There is no bucket my-artifacts. To create it: aws s3 mb"
                                + " s3://my-artifacts --region eu-west-1\n");
    }

    @Test
    void theBucketMustBeInTheStacksRegion() throws Exception {
        Checkout checkout = Checkout.built(directory);
        checkout.aws()
                .answers("sts get-caller-identity", CALLER)
                .answers("s3api head-bucket", "us-east-1");

        assertThat(checkout.run("deploy.sh", ORDERS).err())
                .isEqualTo(
                        "Bucket my-artifacts is in us-east-1, and the stack in"
                                + " eu-west-1. Lambda loads code from its own region only.\n");
    }
}
