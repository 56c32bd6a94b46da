package io.orderstream.acceptance.template;

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
 * Checks that policies allow no wildcard actions, no resources outside the template, and no access
 * for everybody. Also checks that exactly one resource uses each role, and whom the role trusts. As
 * an exception, several deployment groups may share a role, and several schedules may share a role.
 * {@link RoleCheck} checks that each allowed action is used or justified.
 *
 * <p>The resource of a policy must be the ARN of one of the template's resources, or be listed in
 * {@link #EXCEPTIONS} with a reason.
 */
final class AccessRules {
    private static final String REGION_AND_ACCOUNT = "us-east-1:000000000000";
    private static final String FUNCTION =
            "arn:aws:lambda:" + REGION_AND_ACCOUNT + ":function:orderstream-";
    private static final String BUCKET = "arn:aws:s3:::orderstream-bucket-000000000000";

    private static final Set<String> OPEN_FILES =
            Set.of(
                    "s3:PutObject",
                    "s3:GetObject",
                    "s3:AbortMultipartUpload",
                    "s3:ListMultipartUploadParts");

    private static final Set<String> ALIASES =
            Set.of(
                    "lambda:GetAlias",
                    "lambda:UpdateAlias",
                    "lambda:GetProvisionedConcurrencyConfig");

    /** The actions that are allowed on other ARNs than the ARNs of the template's resources. */
    private static final Map<String, Set<String>> EXCEPTIONS =
            Map.ofEntries(
                    // X-Ray has no ARNs for traces, and CloudWatch has no ARNs for metrics.
                    entry(
                            "*",
                            Set.of(
                                    "xray:PutTraceSegments",
                                    "xray:PutTelemetryRecords",
                                    "cloudwatch:GetMetricData")),
                    // Prefixes of the bucket, for the files of the job.
                    entry(BUCKET + "/invoices/*", OPEN_FILES),
                    entry(BUCKET + "/events/*", OPEN_FILES),
                    entry(BUCKET + "/rejected/*", OPEN_FILES),
                    // Flink's temporary objects of open files. No finished file has such a name.
                    entry(BUCKET + "/invoices/*/_part-*_tmp_*", Set.of("s3:DeleteObject")),
                    entry(BUCKET + "/events/*/_part-*_tmp_*", Set.of("s3:DeleteObject")),
                    entry(BUCKET + "/rejected/*/_part-*_tmp_*", Set.of("s3:DeleteObject")),
                    // A prefix of the bucket, for the documents that the query function issues.
                    entry(BUCKET + "/issued/*", Set.of("s3:GetObject", "s3:PutObject")),
                    // The index is not a resource of the template. It belongs to the table.
                    entry(
                            "arn:aws:dynamodb:"
                                    + REGION_AND_ACCOUNT
                                    + ":table/orderstream-Table/index/ByAccount",
                            Set.of("dynamodb:Query")),
                    // The job's jar is in a bucket that the template does not create. For the name
                    // of the bucket, see EditableTemplate.resolve().
                    entry(
                            "arn:aws:s3:::this-machine/this-machine",
                            Set.of("s3:GetObject", "s3:GetObjectVersion")),
                    // All aliases and versions of a function. Their ARNs begin with its ARN.
                    entry(FUNCTION + "IngestFunction:*", ALIASES),
                    entry(FUNCTION + "QueryFunction:*", ALIASES),
                    // This action lists log groups, so IAM requires a permission for all of them.
                    entry(
                            "arn:aws:logs:" + REGION_AND_ACCOUNT + ":log-group:*",
                            Set.of("logs:DescribeLogGroups")),
                    // IAM checks this action on all alarms, whichever alarms the call names.
                    entry(
                            "arn:aws:cloudwatch:" + REGION_AND_ACCOUNT + ":alarm:*",
                            Set.of("cloudwatch:DescribeAlarms")));

    /** The ARN prefixes of types without an attribute Arn. */
    private static final Map<String, String> ARNS =
            Map.of(
                    "AWS::KinesisAnalyticsV2::Application",
                    "arn:aws:kinesisanalytics:" + REGION_AND_ACCOUNT + ":application/");

    /**
     * Whom a role trusts, by the type of the resource that uses the role: only one service, and
     * this service only on behalf of this AWS account. The condition of the trust policy also has a
     * source ARN if the service sends one and this ARN is known when the role is created. Lambda
     * does not document that it sends the AWS account. So the condition of a function's role also
     * holds if the AWS account is missing.
     */
    private static final Map<String, Trust> TRUSTED =
            Map.of(
                    "AWS::Lambda::Function",
                    new Trust("lambda", "StringEqualsIfExists", Optional.empty()),
                    "AWS::KinesisAnalyticsV2::Application",
                    new Trust(
                            "kinesisanalytics",
                            "StringEquals",
                            Optional.of(
                                    "arn:aws:kinesisanalytics:"
                                            + REGION_AND_ACCOUNT
                                            + ":application/*")),
                    "AWS::CodeDeploy::DeploymentGroup",
                    new Trust(
                            "codedeploy",
                            "StringEquals",
                            Optional.of(
                                    "arn:aws:codedeploy:"
                                            + REGION_AND_ACCOUNT
                                            + ":deploymentgroup:orderstream-Deployments/*")),
                    "AWS::Scheduler::Schedule",
                    // The ARN in this entry is that of the default group, which has all schedules
                    // without a GroupName.
                    new Trust(
                            "scheduler",
                            "StringEquals",
                            Optional.of(
                                    "arn:aws:scheduler:"
                                            + REGION_AND_ACCOUNT
                                            + ":schedule-group/default")));

    private static final Set<String> TYPES_OF_SHARED_SERVICE_ROLES =
            Set.of("AWS::CodeDeploy::DeploymentGroup", "AWS::Scheduler::Schedule");

    private record Trust(String service, String operator, Optional<String> sourceArn) {

        /** The only statement of the role's trust policy. */
        String statement() {
            return String.format(
                    """
                    [{"Effect":"Allow","Principal":{"Service":"%s.amazonaws.com"},\
                    "Action":"sts:AssumeRole","Condition":{"%s":\
                    {"aws:SourceAccount":"000000000000"}%s}}]""",
                    service,
                    operator,
                    sourceArn
                            .map(arn -> ",\"ArnLike\":{\"aws:SourceArn\":\"" + arn + "\"}")
                            .orElse(""));
        }
    }

    private final ObjectNode template;
    private final ResolvedTemplate resolved;
    private final List<String> findings = new ArrayList<>();

    private AccessRules(ObjectNode template) {
        this.template = template;
        this.resolved = EditableTemplate.of(template).resolve();
    }

    static List<String> findings(ObjectNode template) {
        AccessRules rules = new AccessRules(template);
        template.path("Resources")
                .properties()
                .forEach(resource -> rules.resource(resource.getKey(), resource.getValue()));
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
            findings.add(path + ": this check does not know the actions of a managed policy");
        }
        List<String> users = users(id);
        Set<String> types = new TreeSet<>();
        users.forEach(user -> types.add(type(user)));
        // The deployment groups of several functions may share a role, because only CodeDeploy uses
        // it. Several schedules may share a role, because only EventBridge Scheduler uses it.
        boolean shared = types.size() == 1 && TYPES_OF_SHARED_SERVICE_ROLES.containsAll(types);
        if (users.isEmpty() || (users.size() > 1 && !shared)) {
            findings.add(
                    String.format(
                            "%s: expected one resource that uses the role, found %s", path, users));
        }
        JsonNode trust =
                resolved.resource(id).get("AssumeRolePolicyDocument").json().path("Statement");
        for (String type : types) {
            if (!TRUSTED.containsKey(type)) {
                findings.add(path + ": AccessRules.TRUSTED has no trust policy for " + type);
                continue;
            }
            String trusted = TRUSTED.get(type).statement();
            if (!trust.toString().equals(trusted)) {
                findings.add(
                        String.format(
                                "%s: expected the trust policy %s, found %s",
                                path, trusted, trust));
            }
        }
    }

    private List<String> users(String role) {
        List<String> users = new ArrayList<>();
        for (Map.Entry<String, JsonNode> other : template.path("Resources").properties()) {
            for (JsonNode property : other.getValue().path("Properties")) {
                // A schedule has the role in its target.
                if (isOf(role, property) || isOf(role, property.path("RoleArn"))) {
                    users.add(other.getKey());
                }
            }
        }
        return users;
    }

    private static boolean isOf(String role, JsonNode property) {
        return IntrinsicFunction.in(property)
                .filter(call -> call.name().equals("Fn::GetAtt"))
                .filter(call -> call.resource().equals(role))
                .isPresent();
    }

    private String type(String id) {
        return template.path("Resources").path(id).path("Type").asText();
    }

    private void statements(JsonNode document, String path) {
        for (JsonNode statement : document.path("Statement")) {
            for (String not : Set.of("NotAction", "NotResource", "NotPrincipal")) {
                if (statement.has(not)) {
                    findings.add(path + ": " + not + " allows everything that it does not list");
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
        if (resource.type().equals("AWS::Lambda::Alias")) {
            return Optional.of(resource.ref());
        }
        try {
            return Optional.of(resource.attribute("Arn"));
        } catch (TemplateException e) {
            return Optional.empty();
        }
    }
}
