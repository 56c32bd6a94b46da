package io.orderstream.deploy.scripts;

import static io.orderstream.deploy.scripts.DeployScenario.ORDERS;
import static io.orderstream.deploy.scripts.DeployScenario.STACK;
import static io.orderstream.deploy.scripts.DeployScenario.STACK_TYPE;
import static io.orderstream.deploy.scripts.DeployScenario.answerCreation;
import static io.orderstream.deploy.scripts.DeployScenario.answerOutputs;
import static io.orderstream.deploy.scripts.DeployScenario.answerSuccessfulUpdate;
import static io.orderstream.deploy.scripts.DeployScenario.creating;
import static io.orderstream.deploy.scripts.DeployScenario.event;
import static io.orderstream.deploy.scripts.DeployScenario.key;
import static io.orderstream.deploy.scripts.DeployScenario.parameters;
import static io.orderstream.deploy.scripts.DeployScenario.parametersOf;
import static io.orderstream.deploy.scripts.DeployScenario.updating;
import static io.orderstream.deploy.scripts.DeployScenario.with;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Tests what {@code deploy.sh} calls, builds and prints, mostly when the deployment succeeds.
 * {@link DeployFailureITCase} tests the failures, and {@link RefusalITCase} the refusals to start.
 */
@DisabledOnOs(OS.WINDOWS)
class DeployScriptITCase {

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

    @ParameterizedTest
    @CsvSource({
        "us-gov-west-1,amazonaws.com",
        "cn-north-1,amazonaws.com.cn",
        "eusc-de-east-1,amazonaws.eu",
    })
    void theTemplateIsReadFromTheDomainOfTheRegion(String region, String domain) throws Exception {
        ScriptRun run =
                Checkout.built(directory).run("deploy.sh", with("--region", region, "--dry-run"));

        assertThat(run.out())
                .contains(
                        "--template-url https://s3."
                                + region
                                + "."
                                + domain
                                + "/my-artifacts/orderstream/template-");
    }

    @Test
    void createsTheStack() throws Exception {
        Checkout checkout = creating(directory, "CREATE_COMPLETE");

        ScriptRun run = checkout.run("deploy.sh", ORDERS);

        assertThat(run).isEqualTo(new ScriptRun(0, Checkout.resource("deploy-create.txt"), ""));
        assertThat(String.join("\n", checkout.calls()) + "\n")
                .isEqualTo(Checkout.resource("deploy-create-calls.txt"));
        assertThat(checkout.leftovers()).isEmpty();
    }

    @Test
    void everyCallOfACreationIsInTheDryRun() throws Exception {
        Checkout checkout = creating(directory, "CREATE_COMPLETE");
        checkout.run("deploy.sh", ORDERS);
        List<String> calls = checkout.calls();

        ScriptRun plan = checkout.run("deploy.sh", with("--dry-run"));

        assertThat(plan.out().lines()).containsAll(calls);
        assertThat(checkout.calls()).as("the dry run made no calls").isEqualTo(calls);
    }

    @Test
    void tagsAndTheRoleGoIntoTheChangeSet() throws Exception {
        Checkout checkout = updating(directory);
        answerSuccessfulUpdate(checkout);

        ScriptRun run =
                checkout.run(
                        "deploy.sh",
                        with(
                                "--tags",
                                "team=orders & \"more\"",
                                "--tags",
                                "cost-center=a=b",
                                "--role-arn",
                                "arn:aws:iam::123456789012:role/ci/deployer"));

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(checkout.calls())
                .filteredOn(call -> call.contains("create-change-set"))
                .singleElement()
                .asString()
                .endsWith(
                        """
                        ]' --capabilities CAPABILITY_IAM CAPABILITY_AUTO_EXPAND --tags \
                        '[{"Key":"team","Value":"orders & \\"more\\""},\
                        {"Key":"cost-center","Value":"a=b"}]' \
                        --role-arn arn:aws:iam::123456789012:role/ci/deployer \
                        --query Id --region eu-west-1 --output text""");
        assertThat(checkout.calls()).noneMatch(call -> call.contains("termination-protection"));
    }

    @Test
    void theStackIsProtectedOnRequest_afterItsCreation() throws Exception {
        Checkout checkout = creating(directory, "CREATE_COMPLETE");
        checkout.aws().answers("cloudformation update-termination-protection", STACK);

        ScriptRun run = checkout.run("deploy.sh", with("--termination-protection"));

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out())
                .contains(
                        """
                        Stack orders: CREATE_COMPLETE.
                        Stack orders is now protected from deletion.
                        """);
        assertThat(checkout.calls())
                .contains(
                        "aws cloudformation update-termination-protection --stack-name orders"
                                + " --enable-termination-protection --query StackId --region eu-west-1"
                                + " --output text");
    }

    /** A stack whose creation failed has to be deleted. */
    @Test
    void aStackWhoseCreationFailedIsNotProtected() throws Exception {
        Checkout checkout = creating(directory, "ROLLBACK_COMPLETE");

        ScriptRun run = checkout.run("deploy.sh", with("--termination-protection"));

        assertThat(run.exit()).isEqualTo(1);
        assertThat(checkout.calls()).noneMatch(call -> call.contains("termination-protection"));
    }

    @Test
    void everyCallOfACreationWithTagsARoleAndProtectionIsInTheDryRun() throws Exception {
        Checkout checkout = creating(directory, "CREATE_COMPLETE");
        checkout.aws().answers("cloudformation update-termination-protection", STACK);
        String[] options = {
            "--tags",
            "team=orders",
            "--role-arn",
            "arn:aws:iam::123456789012:role/deployer",
            "--termination-protection"
        };
        checkout.run("deploy.sh", with(options));
        List<String> calls = checkout.calls();

        ScriptRun plan =
                checkout.run(
                        "deploy.sh",
                        Stream.concat(Arrays.stream(with(options)), Stream.of("--dry-run"))
                                .toArray(String[]::new));

        assertThat(plan.out().lines()).containsAll(calls);
    }

    @Test
    void everyCallOfAnUpdateIsInTheDryRun() throws Exception {
        Checkout checkout = Checkout.built(directory);
        updating(checkout, "Authorization\tCorsOrigins\tShardCount");
        answerSuccessfulUpdate(checkout);
        checkout.run("deploy.sh", ORDERS);
        List<String> calls = checkout.calls();

        ScriptRun plan = checkout.run("deploy.sh", with("--dry-run"));

        assertThat(calls).anyMatch(call -> call.contains("execute-change-set"));
        assertThat(plan.out().lines()).containsAll(calls);
    }

    @Test
    void anUpdateKeepsTheOtherParameters_butNotTheJarVersion() throws Exception {
        Checkout checkout = updating(directory);
        answerSuccessfulUpdate(checkout);

        ScriptRun run = checkout.run("deploy.sh", with("--parameter", "ShardCount=2"));

        assertThat(run.exit()).isZero();
        assertThat(run.out()).contains("Stack orders: UPDATE_COMPLETE.");
        assertThat(parametersOf(checkout))
                .isEqualTo(
                        """
                        [{"ParameterKey":"ArtifactBucket","ParameterValue":"my-artifacts"},\
                        %s%s%s%s\
                        {"ParameterKey":"Authorization","UsePreviousValue":true},\
                        {"ParameterKey":"ShardCount","ParameterValue":"2"}]"""
                                .formatted(
                                        key("IngestZipKey", "ingest-lambda", "zip"),
                                        key("QueryZipKey", "query-lambda", "zip"),
                                        key("StarterZipKey", "job-starter", "zip"),
                                        key("JobJarKey", "flink-job", "jar")));
    }

    @Test
    void aValueMayHaveBlanksCommasAndQuotes_andTheLastOfTwoValuesCounts() throws Exception {
        Checkout checkout = updating(directory);
        answerSuccessfulUpdate(checkout);

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
    void anUpdateNamesEveryParameterOfTheRealTemplate_butNotTheJarVersion() throws Exception {
        Checkout checkout = Checkout.built(directory);
        checkout.copy(Path.of("template.yaml"), "cloudformation/template.yaml");
        List<String> names = parameters(Files.readString(Path.of("template.yaml")));
        updating(checkout, String.join("\t", names));
        answerSuccessfulUpdate(checkout);

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
    void anUpdateWithoutChangesIsASuccess_andUploadsNothing() throws Exception {
        Checkout checkout = updating(directory);
        checkout.aws()
                .answers(
                        "cloudformation describe-change-set",
                        "CREATE_PENDING\tNone",
                        "FAILED\tThe submitted information didn't contain changes. Submit different"
                                + " information to create a change set.")
                .answers("cloudformation delete-change-set", "");
        answerOutputs(checkout, "AWS_IAM");

        ScriptRun run = checkout.run("deploy.sh", ORDERS);

        assertThat(run.exit()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .contains("Already uploaded: orderstream/flink-job-HASH-OF-flink-job.jar.jar\n")
                .contains("No changes: stack orders is up to date.\n")
                .contains("ApiAddress   https://api.example\n");
        assertThat(checkout.calls())
                .noneMatch(call -> call.startsWith("aws s3 cp"))
                .noneMatch(call -> call.contains("execute-change-set"));
    }

    @Test
    void eventsThatFillMoreThanAPageAreAllShown() throws Exception {
        Checkout checkout = updating(directory);
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
        answerOutputs(checkout, "AWS_IAM");

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
        answerSuccessfulUpdate(checkout);

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
        Checkout checkout = updating(directory);
        answerSuccessfulUpdate(checkout);
        Path source = checkout.root().resolve("query-lambda/src/main/java/Query.java");
        Files.createDirectories(source.getParent());
        Files.setLastModifiedTime(
                Files.writeString(source, "class Query {}"),
                FileTime.from(Instant.now().plusSeconds(60)));

        ScriptRun run = checkout.run("deploy.sh", ORDERS);

        assertThat(run.out()).contains("Building query-lambda.zip.\n");
    }

    @Test
    void buildsOnceAfterASourceWasDeleted() throws Exception {
        Checkout checkout = updating(directory);
        answerSuccessfulUpdate(checkout);
        Files.setLastModifiedTime(
                checkout.root().resolve("query-lambda/target/query-lambda.zip"),
                FileTime.from(Instant.now().minusSeconds(30)));
        Path source = checkout.root().resolve("query-lambda/src/main/java/Query.java");
        Files.createDirectories(source.getParent());
        Files.delete(Files.createFile(source));

        ScriptRun run = checkout.run("deploy.sh", ORDERS);

        assertThat(run.out()).contains("Building query-lambda.zip.\n");
        assertThat(checkout.run("deploy.sh", with("--dry-run")).out())
                .doesNotContain("Missing or older");
    }

    @Test
    void buildsAgainAfterASourceWasSavedDuringTheBuild() throws Exception {
        Checkout checkout = updating(directory);
        answerSuccessfulUpdate(checkout);
        Files.delete(checkout.root().resolve("query-lambda/target/query-lambda.zip"));
        Files.createDirectories(checkout.root().resolve("query-lambda/src/main/java"));
        Files.writeString(
                directory.resolve("bin/mvn"),
                "touch query-lambda/src/main/java/Query.java\n",
                StandardOpenOption.APPEND);

        checkout.run("deploy.sh", ORDERS);

        assertThat(checkout.run("deploy.sh", with("--dry-run")).out())
                .startsWith("# Missing or older than its sources: query-lambda.zip\n");
    }

    @Test
    void aNewStacksDatabaseIsNamedAfterTheStack() throws Exception {
        Checkout checkout = creating(directory, "My-Orders", "CREATE_COMPLETE");
        checkout.copy(Path.of("template.yaml"), "cloudformation/template.yaml");

        ScriptRun run = checkout.run("deploy.sh", "My-Orders", "--artifact-bucket", "my-artifacts");

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(parametersOf(checkout))
                .contains("{\"ParameterKey\":\"DatabaseName\",\"ParameterValue\":\"my_orders\"}");
    }

    @Test
    void worksThroughASymbolicLink_andWithACdpath() throws Exception {
        Checkout checkout = Checkout.built(directory).with("CDPATH", directory.toString());
        Path link = checkout.root().resolve("cloudformation/deploy-link");
        Files.createSymbolicLink(link, Path.of("../cloudformation/deploy.sh"));

        ScriptRun run = checkout.run("deploy-link", with("--dry-run"));

        assertThat(run.exit()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains(" 'ROOT/cloudformation/template.yaml' ");
    }

    @Test
    void aStackWithoutAnExecutedChangeSetIsCreated() throws Exception {
        Checkout checkout = Checkout.built(directory);
        checkout.aws().answers("cloudformation describe-stacks", STACK + "\tREVIEW_IN_PROGRESS");
        answerCreation(checkout, "orders", "CREATE_COMPLETE");

        ScriptRun run = checkout.run("deploy.sh", ORDERS);

        assertThat(run.exit()).isZero();
        assertThat(run.out())
                .contains("Stack orders has only a change set that was never executed.");
        assertThat(checkout.calls()).anyMatch(call -> call.contains("--change-set-type CREATE"));
    }

    @ParameterizedTest
    @CsvSource({
        "NONE,0,0",
        "JWT,1,0",
        "AWS_IAM,0,1",
    })
    void theExampleRequestFitsTheAuthorization(String authorization, int tokens, int signatures)
            throws Exception {
        Checkout checkout = updating(directory);
        checkout.aws()
                .answers(
                        "cloudformation describe-change-set",
                        "FAILED\tNo updates are to be performed.")
                .answers("cloudformation delete-change-set", "");
        answerOutputs(checkout, authorization);

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
}
