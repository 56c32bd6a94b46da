package io.orderstream.deploy.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests when {@code deploy.sh} and {@code teardown.sh} refuse to start, and with which messages.
 */
@DisabledOnOs(OS.WINDOWS)
class RefusalITCase {

    private static final List<String> DEPLOY = List.of("orders", "--artifact-bucket", "artifacts");
    private static final List<String> TEARDOWN = List.of("orders");

    @TempDir private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"deploy.sh", "teardown.sh"})
    void aRunWithoutTheCliIsRefused(String script) throws Exception {
        Checkout checkout = Checkout.built(directory).without("aws");

        assertThat(run(checkout, script))
                .isEqualTo(
                        new ScriptRun(
                                1,
                                "",
                                "The AWS CLI is missing. Install version 2, see"
                                        + " https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"deploy.sh", "teardown.sh"})
    void aRunWithVersionOneOfTheCliIsRefused(String script) throws Exception {
        Checkout checkout = Checkout.built(directory);
        checkout.aws().version("aws-cli/1.45.11 Python/3.11.7 Linux/6.1 botocore/1.43.11");

        assertThat(run(checkout, script))
                .isEqualTo(
                        new ScriptRun(
                                1,
                                "",
                                "The AWS CLI must be version 2; found: aws-cli/1.45.11 Python/3.11.7"
                                        + " Linux/6.1 botocore/1.43.11\n"));
        assertThat(checkout.calls()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"deploy.sh", "teardown.sh"})
    void aRunWithoutCredentialsIsRefused(String script) throws Exception {
        Checkout checkout = Checkout.built(directory);
        checkout.aws()
                .fails(
                        "sts get-caller-identity",
                        "(ExpiredToken) when calling the GetCallerIdentity operation: expired");

        assertThat(run(checkout, script))
                .isEqualTo(
                        new ScriptRun(
                                1,
                                "",
                                "No usable AWS credentials. Run aws configure or aws sso login."
                                        + " The AWS CLI says: An error occurred (ExpiredToken) when calling the"
                                        + " GetCallerIdentity operation: expired\n"));
        assertThat(checkout.calls()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"deploy.sh", "teardown.sh"})
    void aRunWithoutARegionIsRefused(String script) throws Exception {
        Checkout checkout = Checkout.built(directory).without(List.of("AWS_REGION"));
        checkout.aws().fails("configure get", "");

        assertThat(run(checkout, script).err())
                .endsWith("No region: give --region, or set AWS_REGION.\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"deploy.sh", "teardown.sh"})
    void helpNeedsNeitherTheCliNorAnArtifact(String script) throws Exception {
        ScriptRun run = Checkout.fresh(directory).without("aws").run(script, "--help");

        assertThat(run.exit()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .startsWith("Usage: cloudformation/" + script + " STACK ")
                .contains("--region REGION", "--dry-run", "--help");
        assertThat(run.out().lines()).allMatch(line -> line.length() <= 120);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "deploy.sh|''|The stack's name is missing.",
                "deploy.sh|orders|--artifact-bucket is missing.",
                "deploy.sh|orders --artifact-bucket|--artifact-bucket needs a value.",
                "deploy.sh|orders --artifact-bucket --dry-run|--artifact-bucket needs a value.",
                "deploy.sh|orders --artifact-bucket B!|Not a bucket name: B!",
                "deploy.sh|orders more --artifact-bucket bbb|Only one stack can be"
                        + " given; found: orders and more",
                "deploy.sh|1orders --artifact-bucket bbb|A stack's name starts with a"
                        + " letter and has at most 128 letters, digits and hyphens; found:"
                        + " 1orders",
                "deploy.sh|orders --artifact-bucket bbb --force|Unknown option: --force",
                "deploy.sh|orders --artifact-bucket bbb --parameter A|--parameter takes KEY=VALUE;"
                        + " found: A",
                "deploy.sh|orders --artifact-bucket bbb --parameter =1|--parameter takes KEY=VALUE;"
                        + " found: =1",
                "deploy.sh|orders --artifact-bucket bbb --parameter JobJarKey=a|Do not"
                        + " set JobJarKey: the script sets it from --artifact-bucket and the"
                        + " artifacts.",
                "deploy.sh|orders --artifact-bucket bbb --parameter Shards=1|The template has no"
                        + " parameter Shards; it has: ArtifactBucket IngestZipKey QueryZipKey"
                        + " StarterZipKey JobJarKey JobJarVersion Authorization CorsOrigins"
                        + " ShardCount",
                "deploy.sh|orders --artifact-bucket bbb --tags|--tags needs a value.",
                "deploy.sh|orders --artifact-bucket bbb --tags team|--tags takes KEY=VALUE; found: team",
                "deploy.sh|orders --artifact-bucket bbb --tags =a|--tags takes KEY=VALUE; found: =a",
                "deploy.sh|orders --artifact-bucket bbb --tags Aws:x=a|A tag key must not"
                        + " begin with aws:, in lower or upper case; found: Aws:x",
                "deploy.sh|orders --artifact-bucket bbb --tags a=1 --tags b=1 --tags"
                        + " a=2|Duplicate tag key: a",
                "deploy.sh|orders --artifact-bucket bbb --role-arn deployer|Not the ARN"
                        + " of an IAM role: deployer",
                "deploy.sh|orders --artifact-bucket bbb --role-arn"
                        + " arn:aws:iam::123456789012:user/u1|Not the ARN of an IAM role:"
                        + " arn:aws:iam::123456789012:user/u1",
                "teardown.sh|''|The stack's name is missing.",
                "teardown.sh|orders --region|--region needs a value.",
                "teardown.sh|orders --artifact-bucket bbb|Unknown option: --artifact-bucket",
                "teardown.sh|orders more|Only one stack can be given; found: orders and more",
                "teardown.sh|or_ders|A stack's name starts with a letter and has at"
                        + " most 128 letters, digits and hyphens; found: or_ders"
            })
    void wrongArgumentsAreRefused(String script, String arguments, String message)
            throws Exception {
        Checkout checkout = Checkout.built(directory);
        String[] split = arguments.isEmpty() ? new String[0] : arguments.split(" ");

        assertThat(checkout.run(script, split))
                .isEqualTo(new ScriptRun(2, "", message + "\nSee " + script + " --help.\n"));
        assertThat(checkout.calls()).isEmpty();
    }

    @Test
    void aValueWithALineBreakIsRefused() throws Exception {
        assertThat(
                        Checkout.built(directory)
                                .run(
                                        "deploy.sh",
                                        "orders",
                                        "--artifact-bucket",
                                        "bbb",
                                        "--parameter",
                                        "CorsOrigins=a\nb"))
                .isEqualTo(
                        new ScriptRun(
                                2,
                                "",
                                "The value of parameter CorsOrigins contains control"
                                        + " characters: remove them.\n"
                                        + "See deploy.sh --help.\n"));
    }

    private static ScriptRun run(Checkout checkout, String script) throws Exception {
        List<String> arguments = script.equals("deploy.sh") ? DEPLOY : TEARDOWN;
        return checkout.run(script, arguments.toArray(String[]::new));
    }
}
