package io.orderstream.deploy.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code deploy.sh} from its first call to its last line. */
@DisabledOnOs(OS.WINDOWS)
class DeployScriptITCase {

    private static final String[] ORDERS = {"orders", "--artifact-bucket", "my-artifacts"};
    private static final String CALLER = "123456789012\tarn:aws:iam::123456789012:user/u1";
    private static final String HELLO =
            "Account 123456789012 as arn:aws:iam::123456789012:user/u1, region eu-west-1.\n";
    private static final String STACK =
            "arn:aws:cloudformation:eu-west-1:123456789012:stack/orders/1";
    private static final String NO_STACK =
            "(ValidationError) when calling the DescribeStacks operation:"
                    + " Stack with id orders does not exist";
    private static final String NO_OBJECT =
            "(404) when calling the HeadObject operation: Not Found";
    private static final String STACK_TYPE = "AWS::CloudFormation::Stack";

    @TempDir private Path directory;

    @Test
    void theDryRunShowsEveryCall_withoutTheCliOrCredentials() throws Exception {
        ScriptRun run =
                Checkout.built(directory)
                        .without("aws")
                        .run(
                                "deploy.sh",
                                "orders",
                                "--artifact-bucket",
                                "my-artifacts",
                                "--parameter",
                                "CorsOrigins=https://a.example,https://it's.example",
                                "--dry-run");

        assertThat(run).isEqualTo(new ScriptRun(0, Checkout.resource("deploy-dry-run.txt"), ""));
    }

    @Test
    void theDryRunOfAFreshCheckoutBuildsNothing() throws Exception {
        Checkout checkout = Checkout.fresh(directory).without(List.of("AWS_REGION"));

        ScriptRun run = checkout.run("deploy.sh", with("--dry-run"));

        assertThat(run.out())
                .startsWith(
                        "# Missing or older than its sources: flink-job.jar ingest-lambda.zip"
                                + " query-lambda.zip job-starter.zip\n"
                                + "cd 'ROOT'\n"
                                + "mvn -B -ntp -q -DskipTests -pl"
                                + " flink-job,ingest-lambda,query-lambda,cloudformation -am package\n")
                .contains(" --key 'orderstream/flink-job-<sha256>.jar' ")
                .contains(" --region '<region>' ");
        assertThat(checkout.root().resolve(Checkout.ARTIFACTS.get(0))).doesNotExist();
        assertThat(checkout.calls()).isEmpty();
    }

    @Test
    void createsTheStack() throws Exception {
        Checkout checkout = creating("CREATE_COMPLETE");

        ScriptRun run = checkout.run("deploy.sh", ORDERS);

        assertThat(run).isEqualTo(new ScriptRun(0, Checkout.resource("deploy-create.txt"), ""));
        assertThat(String.join("\n", checkout.calls()) + "\n")
                .isEqualTo(Checkout.resource("deploy-create-calls.txt"));
        assertThat(checkout.leftovers()).isEmpty();
    }

    @Test
    void everyCallOfARunIsInTheDryRun() throws Exception {
        Checkout checkout = creating("CREATE_COMPLETE");
        checkout.run("deploy.sh", ORDERS);
        List<String> calls = checkout.calls();

        ScriptRun plan = checkout.run("deploy.sh", with("--dry-run"));

        assertThat(plan.out().lines()).containsAll(calls);
        assertThat(checkout.calls()).as("the dry run made none").isEqualTo(calls);
    }

    @Test
    void anUpdateKeepsTheOtherValues_butNoVersionOfAnotherKey() throws Exception {
        Checkout checkout = updating();
        succeed(checkout);

        ScriptRun run = checkout.run("deploy.sh", with("--parameter", "ShardCount=2"));

        assertThat(run.exit()).isZero();
        assertThat(run.out()).contains("Stack orders: UPDATE_COMPLETE.");
        assertThat(parametersOf(checkout))
                .isEqualTo(
                        "[{\"ParameterKey\":\"ArtifactBucket\",\"ParameterValue\":\"my-artifacts\"},"
                                + key("IngestZipKey", "ingest-lambda", "zip")
                                + key("QueryZipKey", "query-lambda", "zip")
                                + key("StarterZipKey", "job-starter", "zip")
                                + key("JobJarKey", "flink-job", "jar")
                                + "{\"ParameterKey\":\"Authorization\",\"UsePreviousValue\":true},"
                                + "{\"ParameterKey\":\"ShardCount\",\"ParameterValue\":\"2\"}]");
    }

    @Test
    void aValueMayHoldBlanksCommasAndQuotes_andTheLastOfTwoCounts() throws Exception {
        Checkout checkout = updating();
        succeed(checkout);

        checkout.run(
                "deploy.sh",
                with(
                        "--parameter",
                        "CorsOrigins=first",
                        "--parameter",
                        "CorsOrigins=a b,\"c\\d\"=e'"));

        assertThat(parametersOf(checkout))
                .contains(
                        "{\"ParameterKey\":\"CorsOrigins\",\"ParameterValue\":\"a b,\\\"c\\\\d\\\"=e'\"}");
    }

    @Test
    void everyParameterOfTheRealTemplateKeepsItsValue() throws Exception {
        Checkout checkout = Checkout.built(directory);
        checkout.copy(Path.of("template.yaml"), "cloudformation/template.yaml");
        List<String> names = parameters(Files.readString(Path.of("template.yaml")));
        updating(checkout, String.join("\t", names));
        succeed(checkout);

        ScriptRun run = checkout.run("deploy.sh", ORDERS);

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(names).contains("ShardCount", "Authorization", "LogRetentionDays");
        assertThat(
                        Pattern.compile("\"ParameterKey\":\"(\\w+)\"")
                                .matcher(parametersOf(checkout))
                                .results()
                                .map(result -> result.group(1)))
                .containsExactlyElementsOf(
                        names.stream().filter(name -> !name.equals("JobJarVersion")).toList());
    }

    @Test
    void noChangesIsASuccess_andNothingIsUploadedAgain() throws Exception {
        Checkout checkout = updating();
        checkout.aws()
                .answers(
                        "cloudformation describe-change-set",
                        "CREATE_PENDING\tNone",
                        "FAILED\tThe submitted information didn't contain changes. Submit different"
                                + " information to create a change set.")
                .answers("cloudformation delete-change-set", "");
        outcome(checkout, "AWS_IAM");

        ScriptRun run = checkout.run("deploy.sh", ORDERS);

        assertThat(run.exit()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .contains("Is there: orderstream/flink-job-HASH-OF-flink-job.jar.jar\n")
                .contains("No changes: stack orders is up to date.\n")
                .contains("ApiAddress   https://api.example\n");
        assertThat(checkout.calls())
                .noneMatch(call -> call.startsWith("aws s3 cp"))
                .noneMatch(call -> call.contains("execute-change-set"));
    }

    @Test
    void aRefusedChangeIsExplained_andItsChangeSetRemoved() throws Exception {
        Checkout checkout = updating();
        checkout.aws()
                .answers(
                        "cloudformation describe-change-set",
                        "FAILED\tParameter ShardCount must be a number")
                .answers("cloudformation delete-change-set", "");

        ScriptRun run = checkout.run("deploy.sh", ORDERS);

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo(
                        "CloudFormation refuses the change: Parameter ShardCount must be a number\n");
        assertThat(checkout.calls()).anyMatch(call -> call.contains("delete-change-set"));
    }

    @Test
    void anErrorOfACallEndsItWithWhatTheCliSaid() throws Exception {
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
    void aFailureNamesTheResourceThatFailedFirst() throws Exception {
        Checkout checkout = updating();
        checkout.aws()
                .answers("cloudformation describe-change-set", "CREATE_COMPLETE\tNone")
                .answers("cloudformation execute-change-set", "")
                .answers(
                        "cloudformation describe-stack-events",
                        event(1, "UPDATE_COMPLETE", STACK_TYPE, "orders", "None"),
                        // Newest first, as CloudFormation tells them.
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
                        "Stack orders: UPDATE_ROLLBACK_COMPLETE. First failed: JobStart"
                                + " (Custom::FlinkJob): The job is in state READY: its jar is"
                                + " missing\n");
    }

    @Test
    void eventsThatFillMoreThanAPageAreAllShown() throws Exception {
        Checkout checkout = updating();
        checkout.aws()
                .answers("cloudformation describe-change-set", "CREATE_COMPLETE\tNone")
                .answers("cloudformation execute-change-set", "")
                .answers(
                        "cloudformation describe-stack-events",
                        event(1, "UPDATE_COMPLETE", STACK_TYPE, "orders", "None"),
                        event(3, "UPDATE_COMPLETE", STACK_TYPE, "orders", "None"),
                        event(3, "UPDATE_COMPLETE", STACK_TYPE, "orders", "None")
                                + "\n"
                                + event(2, "UPDATE_COMPLETE", "AWS::SNS::Topic", "Alarms", "None")
                                + "\n"
                                + event(1, "UPDATE_COMPLETE", STACK_TYPE, "orders", "None"));
        outcome(checkout, "AWS_IAM");

        ScriptRun run = checkout.run("deploy.sh", ORDERS);

        assertThat(run.out())
                .contains(
                        "10:00:02  UPDATE_COMPLETE              Alarms (AWS::SNS::Topic)\n"
                                + "10:00:03  UPDATE_COMPLETE              orders"
                                + " (AWS::CloudFormation::Stack)\n");
        assertThat(checkout.calls().stream().filter(call -> call.contains("describe-stack-events")))
                .filteredOn(call -> !call.contains("--no-paginate"))
                .hasSize(1);
    }

    @Test
    void buildsWhatIsMissing() throws Exception {
        Checkout checkout = Checkout.fresh(directory);
        updating(checkout, "ShardCount");
        succeed(checkout);

        ScriptRun run = checkout.run("deploy.sh", ORDERS);

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out())
                .contains(
                        "Building flink-job.jar ingest-lambda.zip query-lambda.zip job-starter.zip.\n");
        assertThat(checkout.aws().directory().resolve("builds"))
                .hasContent(
                        "mvn -B -ntp -q -DskipTests -pl"
                                + " flink-job,ingest-lambda,query-lambda,cloudformation -am package");
    }

    @Test
    void buildsWhatIsOlderThanItsSources() throws Exception {
        Checkout checkout = updating();
        succeed(checkout);
        Path source = checkout.root().resolve("query-lambda/src/main/java/Query.java");
        Files.createDirectories(source.getParent());
        Files.setLastModifiedTime(
                Files.writeString(source, "class Query {}"),
                FileTime.from(Instant.now().plusSeconds(60)));

        ScriptRun run = checkout.run("deploy.sh", ORDERS);

        assertThat(run.out()).contains("Building query-lambda.zip.\n");
    }

    @Test
    void aBuildThatFailsEndsIt() throws Exception {
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
                "ROLLBACK_COMPLETE|is in state ROLLBACK_COMPLETE: it was never created whole, so it can"
                        + " only be removed: 'ROOT/cloudformation/teardown.sh' orders --region"
                        + " eu-west-1",
                "DELETE_FAILED|is in state DELETE_FAILED: it can only be removed:"
                        + " 'ROOT/cloudformation/teardown.sh' orders --region eu-west-1",
                "UPDATE_ROLLBACK_FAILED|is in state UPDATE_ROLLBACK_FAILED. Mend what its events name,"
                        + " then: aws cloudformation continue-update-rollback --stack-name orders"
                        + " --region eu-west-1",
                "DELETE_IN_PROGRESS|is in state DELETE_IN_PROGRESS: wait until that has ended, and run"
                        + " this again."
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
    void aStackThatNeverGotItsFirstChangeIsCreated() throws Exception {
        Checkout checkout = Checkout.built(directory);
        checkout.aws().answers("cloudformation describe-stacks", STACK + "\tREVIEW_IN_PROGRESS");
        common(checkout, "CREATE_COMPLETE");

        ScriptRun run = checkout.run("deploy.sh", ORDERS);

        assertThat(run.exit()).isZero();
        assertThat(run.out())
                .contains("Stack orders has nothing but a change set that was never executed;");
        assertThat(checkout.calls()).anyMatch(call -> call.contains("--change-set-type CREATE"));
    }

    @ParameterizedTest
    @CsvSource({
        "NONE,0,0",
        "JWT,1,0",
        "AWS_IAM,0,1",
    })
    void theExampleFitsTheAuthorization(String authorization, int tokens, int signatures)
            throws Exception {
        Checkout checkout = updating();
        checkout.aws()
                .answers(
                        "cloudformation describe-change-set",
                        "FAILED\tNo updates are to be performed.")
                .answers("cloudformation delete-change-set", "");
        outcome(checkout, authorization);

        ScriptRun run = checkout.run("deploy.sh", ORDERS);

        assertThat(run.out().lines().filter(line -> line.contains("Bearer $TOKEN")))
                .hasSize(tokens);
        assertThat(
                        run.out()
                                .lines()
                                .filter(
                                        line ->
                                                line.contains(
                                                        "--aws-sigv4 aws:amz:eu-west-1:execute-api"
                                                                + " --user \"$AWS_ACCESS_KEY_ID:"
                                                                + "$AWS_SECRET_ACCESS_KEY\" \\")))
                .hasSize(signatures);
        assertThat(run.out()).doesNotContain("the-secret");
    }

    @Test
    void anOutageIsNotAMissingObject() throws Exception {
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
                                        + " in bucket my-artifacts (needs s3:GetObject and"
                                        + " s3:ListBucket): An error occurred (403) when calling the"
                                        + " HeadObject operation: Forbidden\n"));
    }

    @Test
    void theBucketMustBeThere() throws Exception {
        Checkout checkout = Checkout.built(directory);
        checkout.aws()
                .answers("sts get-caller-identity", CALLER)
                .fails(
                        "s3api head-bucket",
                        "(404) when calling the HeadBucket operation: Not Found");

        assertThat(checkout.run("deploy.sh", ORDERS).err())
                .isEqualTo(
                        "There is no bucket my-artifacts; make it: aws s3 mb s3://my-artifacts --region"
                                + " eu-west-1\n");
    }

    @Test
    void theBucketMustBeInTheStacksRegion() throws Exception {
        Checkout checkout = Checkout.built(directory);
        checkout.aws()
                .answers("sts get-caller-identity", CALLER)
                .answers("s3api head-bucket", "us-east-1");

        assertThat(checkout.run("deploy.sh", ORDERS).err())
                .isEqualTo(
                        "Bucket my-artifacts is in us-east-1, the stack in eu-west-1: functions load"
                                + " their code from their own region only.\n");
    }

    /** The stack is there, and so is every artifact. */
    private Checkout updating() throws IOException {
        Checkout checkout = Checkout.built(directory);
        updating(checkout, "Authorization\tShardCount\tJobJarVersion\tRemoved");
        return checkout;
    }

    private static void updating(Checkout checkout, String parameters) throws IOException {
        checkout.aws()
                .answers("sts get-caller-identity", CALLER)
                .answers("s3api head-bucket", "None")
                .answers("s3api head-object", "1")
                .forEver("s3api head-object")
                .answers("cloudformation describe-stacks", STACK + "\tUPDATE_COMPLETE", parameters)
                .answers("cloudformation create-change-set", "arn:change-set");
    }

    private static void succeed(Checkout checkout) throws IOException {
        checkout.aws()
                .answers("cloudformation describe-change-set", "CREATE_COMPLETE\tNone")
                .answers("cloudformation execute-change-set", "")
                .answers(
                        "cloudformation describe-stack-events",
                        event(1, "CREATE_COMPLETE", STACK_TYPE, "orders", "None"),
                        event(2, "UPDATE_COMPLETE", STACK_TYPE, "orders", "None")
                                + "\n"
                                + event(1, "CREATE_COMPLETE", STACK_TYPE, "orders", "None"));
        outcome(checkout, "AWS_IAM");
    }

    /** There is neither a stack nor an artifact. */
    private Checkout creating(String end) throws IOException {
        Checkout checkout = Checkout.built(directory);
        checkout.aws().fails("cloudformation describe-stacks", NO_STACK);
        common(checkout, end);
        return checkout;
    }

    private static void common(Checkout checkout, String end) throws IOException {
        checkout.aws()
                .answers("sts get-caller-identity", CALLER)
                .answers("s3api head-bucket", "eu-west-1")
                .fails("s3api head-object", NO_OBJECT)
                .forEver("s3api head-object")
                .answers("s3 cp", "")
                .forEver("s3 cp")
                .answers("cloudformation create-change-set", "arn:change-set")
                .answers(
                        "cloudformation describe-change-set",
                        "CREATE_IN_PROGRESS\tNone",
                        "CREATE_COMPLETE\tNone")
                .answers("cloudformation execute-change-set", "")
                .answers(
                        "cloudformation describe-stack-events",
                        event(1, "REVIEW_IN_PROGRESS", STACK_TYPE, "orders", "User Initiated"),
                        event(2, "CREATE_IN_PROGRESS", STACK_TYPE, "orders", "User Initiated")
                                + "\n"
                                + event(
                                        1,
                                        "REVIEW_IN_PROGRESS",
                                        STACK_TYPE,
                                        "orders",
                                        "User Initiated"),
                        event(4, end, STACK_TYPE, "orders", "None")
                                + "\n"
                                + event(
                                        3,
                                        "CREATE_COMPLETE",
                                        "AWS::Kinesis::Stream",
                                        "Stream",
                                        "None")
                                + "\n"
                                + event(
                                        2,
                                        "CREATE_IN_PROGRESS",
                                        STACK_TYPE,
                                        "orders",
                                        "User Initiated"));
        outcome(checkout, "AWS_IAM");
    }

    private static void outcome(Checkout checkout, String authorization) throws IOException {
        checkout.aws()
                .answers(
                        "cloudformation describe-stacks",
                        "ApiAddress\thttps://api.example\nStreamName\torders-Stream-1",
                        authorization);
    }

    private static String event(int second, String status, String type, String id, String reason) {
        return "event-%d\t2026-11-23T10:00:%02d.123000+00:00\t%s\t%s\t%s\t%s"
                .formatted(second, second, status, type, id, reason);
    }

    private static String parametersOf(Checkout checkout) throws IOException {
        String call =
                checkout.calls().stream()
                        .filter(line -> line.contains("create-change-set"))
                        .collect(Collectors.joining());
        String quoted =
                call.substring(
                        call.indexOf("--parameters '") + "--parameters '".length(),
                        call.indexOf("' --capabilities"));
        return quoted.replace("'\\''", "'");
    }

    private static String key(String parameter, String name, String extension) {
        return "{\"ParameterKey\":\"%s\",\"ParameterValue\":\"orderstream/%s-HASH-OF-%s.%s.%s\"},"
                .formatted(parameter, name, name, extension, extension);
    }

    private static List<String> parameters(String template) {
        String section = template.split("(?m)^Parameters:$", 2)[1].split("(?m)^(?=[A-Z])", 2)[0];
        return Pattern.compile("(?m)^  (\\w+):")
                .matcher(section)
                .results()
                .map(result -> result.group(1))
                .toList();
    }

    private static String[] with(String... more) {
        return Stream.concat(Arrays.stream(ORDERS), Arrays.stream(more)).toArray(String[]::new);
    }
}
