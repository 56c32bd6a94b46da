package io.orderstream.embedded.deployment;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orderstream.embedded.template.ResolvedTemplate;
import io.orderstream.embedded.template.Resource;
import io.orderstream.embedded.template.TemplateException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Nobody may do more than needed: what policies must not say, who uses a role, and whom it trusts.
 *
 * <p>A policy's resource is the ARN of one of the template's resources, or stands in {@link
 * #EXCEPTIONS} with the reason.
 */
final class AccessRules {
    private static final String HERE = "us-east-1:000000000000";
    private static final String FUNCTION = "arn:aws:lambda:" + HERE + ":function:orderstream-";
    private static final String BUCKET = "arn:aws:s3:::orderstream-bucket-000000000000";

    private static final Set<String> OPEN_FILES =
            Set.of(
                    "s3:PutObject",
                    "s3:GetObject",
                    "s3:DeleteObject",
                    "s3:AbortMultipartUpload",
                    "s3:ListMultipartUploadParts");

    private static final Set<String> ALIASES =
            Set.of(
                    "lambda:GetAlias",
                    "lambda:UpdateAlias",
                    "lambda:GetProvisionedConcurrencyConfig");

    /** What may be done with others than the template's resources, as they are resolved here. */
    private static final Map<String, Set<String>> EXCEPTIONS =
            Map.ofEntries(
                    // X-Ray has no resources, and CloudWatch none for its metrics.
                    entry(
                            "*",
                            Set.of(
                                    "xray:PutTraceSegments",
                                    "xray:PutTelemetryRecords",
                                    "cloudwatch:GetMetricData")),
                    // Parts of the bucket: what the job keeps, and what the query function issues.
                    entry(BUCKET + "/invoices/*", OPEN_FILES),
                    entry(BUCKET + "/rejected/*", OPEN_FILES),
                    entry(BUCKET + "/issued/*", Set.of("s3:GetObject", "s3:PutObject")),
                    // The job's jar is in a bucket that is not the template's.
                    entry(
                            "arn:aws:s3:::this-machine/this-machine",
                            Set.of("s3:GetObject", "s3:GetObjectVersion")),
                    // An alias and a version stand behind the function's ARN.
                    entry(FUNCTION + "IngestFunction:*", ALIASES),
                    entry(FUNCTION + "QueryFunction:*", ALIASES),
                    // It lists, and so is asked for on all.
                    entry(
                            "arn:aws:logs:" + HERE + ":log-group:*",
                            Set.of("logs:DescribeLogGroups")),
                    // It is asked for on all alarms, whichever the call names.
                    entry(
                            "arn:aws:cloudwatch:" + HERE + ":alarm:*",
                            Set.of("cloudwatch:DescribeAlarms")));

    /** Types without an attribute Arn. */
    private static final Map<String, String> ARNS =
            Map.of(
                    "AWS::KinesisAnalyticsV2::Application",
                    "arn:aws:kinesisanalytics:" + HERE + ":application/");

    /** Whom the role of such a resource trusts. */
    private static final Map<String, String> TRUSTED =
            Map.of(
                    "AWS::Lambda::Function", "lambda.amazonaws.com",
                    "AWS::KinesisAnalyticsV2::Application", "kinesisanalytics.amazonaws.com",
                    "AWS::CodeDeploy::DeploymentGroup", "codedeploy.amazonaws.com");

    private final ObjectNode template;
    private final ResolvedTemplate resolved;
    private final List<String> findings = new ArrayList<>();

    private AccessRules(ObjectNode template) {
        this.template = template;
        this.resolved = Tree.of(template).resolve();
    }

    static List<String> findings(ObjectNode template) {
        AccessRules rules = new AccessRules(template);
        template.path("Resources")
                .properties()
                .forEach(it -> rules.resource(it.getKey(), it.getValue()));
        return rules.findings;
    }

    private void resource(String id, JsonNode resource) {
        JsonNode properties = resource.path("Properties");
        String path = "Resources." + id;
        if (resource.path("Type").asText().equals("AWS::IAM::Role")) {
            role(id, properties, path);
            for (JsonNode policy : resolved.resource(id).get("Policies").json()) {
                statements(policy.path("PolicyDocument"), path);
            }
        }
        statements(properties.path("PolicyDocument"), path);
    }

    private void role(String id, JsonNode properties, String path) {
        if (properties.has("ManagedPolicyArns")) {
            findings.add(path + ": a managed policy's actions cannot be seen here");
        }
        List<String> users = users(id);
        Set<String> types = new TreeSet<>();
        users.forEach(user -> types.add(type(user)));
        // One deployment group for each function, and CodeDeploy is all of them.
        boolean deployments = types.equals(Set.of("AWS::CodeDeploy::DeploymentGroup"));
        if (users.isEmpty() || (users.size() > 1 && !deployments)) {
            findings.add(String.format("%s: expected one user of the role, found %s", path, users));
        }
        for (String type : types) {
            String trusted =
                    String.format(
                            "[{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"%s\"},"
                                    + "\"Action\":\"sts:AssumeRole\"}]",
                            TRUSTED.get(type));
            JsonNode trust = properties.path("AssumeRolePolicyDocument").path("Statement");
            if (!trust.toString().equals(trusted)) {
                findings.add(
                        String.format(
                                "%s: expected that it trusts %s, found %s", path, trusted, trust));
            }
        }
    }

    private List<String> users(String role) {
        List<String> users = new ArrayList<>();
        for (Map.Entry<String, JsonNode> other : template.path("Resources").properties()) {
            for (JsonNode property : other.getValue().path("Properties")) {
                boolean uses =
                        Call.in(property)
                                .filter(call -> call.function().equals("Fn::GetAtt"))
                                .filter(call -> call.resource().equals(role))
                                .isPresent();
                if (uses) {
                    users.add(other.getKey());
                }
            }
        }
        return users;
    }

    private String type(String id) {
        return template.path("Resources").path(id).path("Type").asText();
    }

    private void statements(JsonNode document, String path) {
        for (JsonNode statement : document.path("Statement")) {
            for (String not : Set.of("NotAction", "NotResource", "NotPrincipal")) {
                if (statement.has(not)) {
                    findings.add(path + ": " + not + " allows what nobody has thought of");
                }
            }
            if (statement.path("Effect").asText().equals("Allow")) {
                allowed(statement, path);
            }
        }
    }

    private void allowed(JsonNode statement, String path) {
        List<String> actions = Policy.texts(statement.path("Action"));
        for (String action : actions) {
            if (action.contains("*")) {
                findings.add(String.format("%s: allows the actions %s", path, action));
            }
            for (String resource : Policy.texts(statement.path("Resource"))) {
                if (!isOwn(resource)
                        && !EXCEPTIONS.getOrDefault(resource, Set.of()).contains(action)) {
                    findings.add(String.format("%s: allows %s on %s", path, action, resource));
                }
            }
        }
        if (statement.path("Principal").toString().contains("\"*\"")) {
            findings.add(path + ": allows everybody " + String.join(", ", actions));
        }
    }

    private boolean isOwn(String arn) {
        return resolved.resources().stream()
                .anyMatch(resource -> arn(resource).filter(arn::equals).isPresent());
    }

    private static Optional<String> arn(Resource resource) {
        if (ARNS.containsKey(resource.type())) {
            return Optional.of(ARNS.get(resource.type()) + resource.ref());
        }
        try {
            return Optional.of(resource.attribute("Arn"));
        } catch (TemplateException e) {
            return Optional.empty();
        }
    }
}
