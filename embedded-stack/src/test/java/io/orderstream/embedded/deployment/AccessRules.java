package io.orderstream.embedded.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Nobody may do more than needed: what policies must not say, and who uses a role. */
final class AccessRules {
    /** The actions for which AWS knows no resources, each with its reason. */
    private static final Map<String, String> WITHOUT_RESOURCE =
            Map.of(
                    "xray:PutTraceSegments", "X-Ray has no resource for traces",
                    "xray:PutTelemetryRecords", "X-Ray has no resource for telemetry");

    private final ObjectNode template;
    private final List<String> findings = new ArrayList<>();

    private AccessRules(ObjectNode template) {
        this.template = template;
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
        }
        for (JsonNode policy : properties.path("Policies")) {
            statements(policy.path("PolicyDocument"), path);
        }
        statements(properties.path("PolicyDocument"), path);
    }

    private void role(String id, JsonNode properties, String path) {
        if (properties.has("ManagedPolicyArns")) {
            findings.add(path + ": a managed policy's actions cannot be seen here");
        }
        JsonNode trust = properties.path("AssumeRolePolicyDocument").path("Statement");
        if (trust.size() != 1 || !trust.path(0).path("Principal").path("Service").isTextual()) {
            findings.add(path + ": expected one service that is trusted");
        }
        List<String> users = users(id);
        // One deployment group for each function, and CodeDeploy is all of them.
        boolean deployments =
                users.stream()
                        .allMatch(user -> type(user).equals("AWS::CodeDeploy::DeploymentGroup"));
        if (users.isEmpty() || (users.size() > 1 && !deployments)) {
            findings.add(String.format("%s: expected one user of the role, found %s", path, users));
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
        List<String> actions = leaves(statement.path("Action"));
        for (String action : actions) {
            if (action.contains("*")) {
                findings.add(String.format("%s: allows the actions %s", path, action));
            }
        }
        for (String resource : leaves(statement.path("Resource"))) {
            boolean all =
                    resource.equals("*") || resource.matches("arn:[^:]*:[^:]*:[^:]*:[^:]*:\\*");
            if (all && !WITHOUT_RESOURCE.keySet().containsAll(actions)) {
                findings.add(
                        String.format(
                                "%s: allows %s on every resource",
                                path, String.join(", ", actions)));
            }
        }
        if (leaves(statement.path("Principal")).contains("*")) {
            findings.add(path + ": allows everybody " + String.join(", ", actions));
        }
    }

    /** Every text in it, whatever function it is an argument of. */
    private static List<String> leaves(JsonNode node) {
        List<String> leaves = new ArrayList<>();
        if (node.isTextual()) {
            leaves.add(node.asText());
        }
        node.forEach(member -> leaves.addAll(leaves(member)));
        return leaves;
    }
}
