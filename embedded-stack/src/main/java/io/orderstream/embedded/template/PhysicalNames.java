package io.orderstream.embedded.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The values of Ref and Fn::GetAtt for resources. Most resources are named by their name property,
 * or {@code <stack>-<logical id>} if the template sets none. The generated name of a bucket is in
 * lower case and ends with the id of the AWS account. An alias of a function and a stage of an API
 * must have a name. The version of a function is always 1. The other resources of API Gateway get
 * generated ids. A value in {@code given} takes precedence. The methods {@link #ref} and {@link
 * #attribute} list the types and attributes that are supported. Others are refused, because only
 * AWS knows their values.
 */
final class PhysicalNames {
    private final ObjectNode resources;
    private final Intrinsics intrinsics;
    private final PseudoParameters pseudo;
    private final Map<String, String> given;
    private final Set<String> naming = new LinkedHashSet<>();

    PhysicalNames(
            ObjectNode resources,
            Intrinsics intrinsics,
            PseudoParameters pseudo,
            Map<String, String> given) {
        this.resources = resources;
        this.intrinsics = intrinsics;
        this.pseudo = pseudo;
        this.given = given;
    }

    String ref(String logicalId, String path) {
        String override = given.get(logicalId);
        if (override != null) {
            return override;
        }
        present(logicalId, path);
        return switch (type(logicalId)) {
            case "AWS::Kinesis::Stream" -> name(logicalId, "Name");
            case "AWS::DynamoDB::Table" -> name(logicalId, "TableName");
            case "AWS::S3::Bucket" -> bucket(logicalId);
            case "AWS::Lambda::Function" -> name(logicalId, "FunctionName");
            case "AWS::Lambda::Alias" -> qualified(logicalId, text(logicalId, "Name", path));
            case "AWS::Lambda::Version" -> qualified(logicalId, "1");
            case "AWS::KinesisAnalyticsV2::Application" -> name(logicalId, "ApplicationName");
            case "AWS::IAM::Role" -> name(logicalId, "RoleName");
            case "AWS::Logs::LogGroup" -> name(logicalId, "LogGroupName");
            case "AWS::Logs::LogStream" -> name(logicalId, "LogStreamName");
            case "AWS::CloudWatch::Alarm" -> name(logicalId, "AlarmName");
            case "AWS::CloudWatch::Dashboard" -> name(logicalId, "DashboardName");
            case "AWS::CodeDeploy::Application" -> name(logicalId, "ApplicationName");
            case "AWS::CodeDeploy::DeploymentGroup" -> name(logicalId, "DeploymentGroupName");
            case "AWS::Glue::Database" -> inner(logicalId, "DatabaseInput");
            case "AWS::SNS::Topic" -> arn("sns", name(logicalId, "TopicName"));
            case "AWS::ApiGatewayV2::Stage" -> text(logicalId, "StageName", path);
            case "AWS::ApiGatewayV2::Api",
                    "AWS::ApiGatewayV2::Authorizer",
                    "AWS::ApiGatewayV2::Deployment",
                    "AWS::ApiGatewayV2::Integration",
                    "AWS::ApiGatewayV2::Route" ->
                    id(logicalId);
            default -> throw unknown(path, "the Ref", logicalId);
        };
    }

    String attribute(String logicalId, String attribute, String path) {
        String override = given.get(logicalId + "." + attribute);
        if (override != null) {
            return override;
        }
        present(logicalId, path);
        return switch (type(logicalId) + "." + attribute) {
            case "AWS::Kinesis::Stream.Arn" -> arn("kinesis", "stream/" + ref(logicalId, path));
            case "AWS::DynamoDB::Table.Arn" -> arn("dynamodb", "table/" + ref(logicalId, path));
            case "AWS::S3::Bucket.Arn" -> globalArn("s3", "", ref(logicalId, path));
            case "AWS::S3::Bucket.DomainName" -> ref(logicalId, path) + ".s3." + pseudo.urlSuffix();
            case "AWS::S3::Bucket.RegionalDomainName" ->
                    ref(logicalId, path) + ".s3." + pseudo.region() + "." + pseudo.urlSuffix();
            case "AWS::Lambda::Function.Arn" -> arn("lambda", "function:" + ref(logicalId, path));
            case "AWS::Lambda::Alias.AliasArn", "AWS::Lambda::Version.FunctionArn" ->
                    ref(logicalId, path);
            case "AWS::Lambda::Version.Version" -> "1";
            case "AWS::IAM::Role.Arn" ->
                    globalArn(
                            "iam",
                            pseudo.accountId(),
                            "role" + rolePath(logicalId) + ref(logicalId, path));
            case "AWS::Logs::LogGroup.Arn" ->
                    arn("logs", "log-group:" + ref(logicalId, path) + ":*");
            case "AWS::CloudWatch::Alarm.Arn" -> arn("cloudwatch", "alarm:" + ref(logicalId, path));
            case "AWS::SNS::Topic.TopicArn" -> ref(logicalId, path);
            case "AWS::SNS::Topic.TopicName" -> name(logicalId, "TopicName");
            case "AWS::ApiGatewayV2::Api.ApiId" -> ref(logicalId, path);
            case "AWS::ApiGatewayV2::Api.ApiEndpoint" ->
                    String.format(
                            "https://%s.execute-api.%s.%s",
                            ref(logicalId, path), pseudo.region(), pseudo.urlSuffix());
            default -> throw unknown(path, "the attribute " + attribute, logicalId);
        };
    }

    private String name(String logicalId, String property) {
        return property(logicalId, property, pseudo.stackName() + "-" + logicalId);
    }

    private String bucket(String logicalId) {
        String generated = pseudo.stackName() + "-" + logicalId + "-" + pseudo.accountId();
        return property(logicalId, "BucketName", generated.toLowerCase(Locale.ROOT));
    }

    /**
     * The member {@code Name} of a property that is an object, such as {@code DatabaseInput} of a
     * Glue database. If the member is missing, the result is the generated name.
     */
    private String inner(String logicalId, String property) {
        JsonNode node = resources.path(logicalId).path("Properties").path(property);
        String path = "Resources." + logicalId + ".Properties." + property;
        return named(path, () -> intrinsics.value(node, path).flatMap(value -> value.find("Name")))
                .orElse(pseudo.stackName() + "-" + logicalId);
    }

    private String rolePath(String logicalId) {
        return property(logicalId, "Path", "/");
    }

    private String qualified(String logicalId, String qualifier) {
        String function = text(logicalId, "FunctionName", "Resources." + logicalId);
        String arn = function.startsWith("arn:") ? function : arn("lambda", "function:" + function);
        return arn + ":" + qualifier;
    }

    private String text(String logicalId, String property, String path) {
        String text = property(logicalId, property, "");
        if (text.isEmpty()) {
            throw new TemplateException(
                    String.format(
                            "%s: expected Resources.%s.Properties.%s, found nothing",
                            path, logicalId, property));
        }
        return text;
    }

    private String property(String logicalId, String property, String otherwise) {
        JsonNode node = resources.path(logicalId).path("Properties").path(property);
        if (node.isMissingNode()) {
            return otherwise;
        }
        String path = "Resources." + logicalId + ".Properties." + property;
        return named(path, () -> intrinsics.value(node, path)).orElse(otherwise);
    }

    private Optional<String> named(String path, Supplier<Optional<Value>> name) {
        if (!naming.add(path)) {
            throw TemplateException.circular(path, path, naming);
        }
        try {
            return name.get().map(Value::text);
        } finally {
            naming.remove(path);
        }
    }

    private String arn(String service, String resource) {
        return String.format(
                "arn:%s:%s:%s:%s:%s",
                pseudo.partition(), service, pseudo.region(), pseudo.accountId(), resource);
    }

    private String globalArn(String service, String account, String resource) {
        return String.format("arn:%s:%s::%s:%s", pseudo.partition(), service, account, resource);
    }

    /** An id of ten characters, like the ids of API Gateway. It is the same at every start. */
    private String id(String logicalId) {
        byte[] seed = (pseudo.stackName() + "/" + logicalId).getBytes(StandardCharsets.UTF_8);
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(seed);
            return new BigInteger(1, digest).toString(36).substring(0, 10);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private String type(String logicalId) {
        return resources.path(logicalId).path("Type").asText();
    }

    private void present(String logicalId, String path) {
        JsonNode condition = resources.path(logicalId).path("Condition");
        if (condition.isTextual() && !intrinsics.conditions().holds(condition.asText())) {
            throw new TemplateException(
                    String.format(
                            "%s: %s is not in this stack: its condition %s does not hold",
                            path, logicalId, condition.asText()));
        }
    }

    private TemplateException unknown(String path, String what, String logicalId) {
        return new TemplateException(
                String.format(
                        "%s: only AWS knows %s of %s (%s)",
                        path, what, logicalId, type(logicalId)));
    }
}
