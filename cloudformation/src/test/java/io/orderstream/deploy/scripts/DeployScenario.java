package io.orderstream.deploy.scripts;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A deployment of the stack {@code orders}, and the answers of AWS. */
final class DeployScenario {

    static final String[] ORDERS = {"orders", "--artifact-bucket", "my-artifacts"};
    static final String CALLER = "123456789012\tarn:aws:iam::123456789012:user/u1";
    static final String HELLO =
            "Account 123456789012 as arn:aws:iam::123456789012:user/u1, region eu-west-1.\n";
    static final String STACK = "arn:aws:cloudformation:eu-west-1:123456789012:stack/orders/1";
    static final String NO_STACK =
            "(ValidationError) when calling the DescribeStacks operation:"
                    + " Stack with id orders does not exist";
    static final String NO_OBJECT = "(404) when calling the HeadObject operation: Not Found";
    static final String STACK_TYPE = "AWS::CloudFormation::Stack";

    private DeployScenario() {}

    /** A checkout with artifacts. The stack exists, and every artifact is in the bucket. */
    static Checkout updating(Path directory) throws IOException {
        Checkout checkout = Checkout.built(directory);
        updating(checkout, "Authorization\tShardCount\tJobJarVersion\tRemoved");
        return checkout;
    }

    static void updating(Checkout checkout, String parameters) throws IOException {
        checkout.aws()
                .answers("sts get-caller-identity", CALLER)
                .answers("s3api head-bucket", "None")
                .answers("s3api head-object", "1")
                .forEver("s3api head-object")
                .answers("cloudformation describe-stacks", STACK + "\tUPDATE_COMPLETE", parameters)
                .answers("cloudformation create-change-set", "arn:change-set");
    }

    static void answerSuccessfulUpdate(Checkout checkout) throws IOException {
        checkout.aws()
                .answers("cloudformation describe-change-set", "CREATE_COMPLETE\tNone")
                .answers("cloudformation execute-change-set", "")
                .answers(
                        "cloudformation describe-stack-events",
                        event(1, "CREATE_COMPLETE", STACK_TYPE, "orders", "None"),
                        event(2, "UPDATE_COMPLETE", STACK_TYPE, "orders", "None")
                                + "\n"
                                + event(1, "CREATE_COMPLETE", STACK_TYPE, "orders", "None"));
        answerOutputs(checkout, "AWS_IAM");
    }

    /**
     * A checkout with artifacts. The stack does not exist, and the bucket has no artifact. The
     * stack's last event has the status {@code end}.
     */
    static Checkout creating(Path directory, String end) throws IOException {
        return creating(directory, "orders", end);
    }

    static Checkout creating(Path directory, String name, String end) throws IOException {
        Checkout checkout = Checkout.built(directory);
        checkout.aws().fails("cloudformation describe-stacks", NO_STACK);
        answerCreation(checkout, name, end);
        return checkout;
    }

    /** Adds AWS's answers during a creation. The stack's last event has the status {@code end}. */
    static void answerCreation(Checkout checkout, String name, String end) throws IOException {
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
                        event(1, "REVIEW_IN_PROGRESS", STACK_TYPE, name, "User Initiated"),
                        event(2, "CREATE_IN_PROGRESS", STACK_TYPE, name, "User Initiated")
                                + "\n"
                                + event(
                                        1,
                                        "REVIEW_IN_PROGRESS",
                                        STACK_TYPE,
                                        name,
                                        "User Initiated"),
                        event(4, end, STACK_TYPE, name, "None")
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
                                        name,
                                        "User Initiated"));
        answerOutputs(checkout, "AWS_IAM");
    }

    /** Adds the answers to the last two calls of a deployment. */
    static void answerOutputs(Checkout checkout, String authorization) throws IOException {
        checkout.aws()
                .answers(
                        "cloudformation describe-stacks",
                        "ApiAddress\thttps://api.example\nStreamName\torders-Stream-1",
                        authorization);
    }

    static String event(int second, String status, String type, String id, String reason) {
        return String.format(
                Locale.ROOT,
                "event-%d\t2026-11-23T10:00:%02d.123000+00:00\t%s\t%s\t%s\t%s",
                second,
                second,
                status,
                type,
                id,
                reason);
    }

    static String parametersOf(Checkout checkout) throws IOException {
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

    static String key(String parameter, String name, String extension) {
        return "{\"ParameterKey\":\"%s\",\"ParameterValue\":\"orderstream/%s-HASH-OF-%s.%s.%s\"},"
                .formatted(parameter, name, name, extension, extension);
    }

    static List<String> parameters(String template) {
        String section = template.split("(?m)^Parameters:$", 2)[1].split("(?m)^(?=[A-Z])", 2)[0];
        return Pattern.compile("(?m)^  (\\w+):")
                .matcher(section)
                .results()
                .map(result -> result.group(1))
                .toList();
    }

    static String[] with(String... more) {
        return Stream.concat(Arrays.stream(ORDERS), Arrays.stream(more)).toArray(String[]::new);
    }
}
