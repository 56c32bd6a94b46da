package io.orderstream.acceptance.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds mistakes in a template that CloudFormation, or the service behind a resource, would refuse.
 * Does not find all such mistakes. Also finds parameters and conditions that the template does not
 * use.
 *
 * <pre>{@code
 * List<String> findings = new SpecificationCheck(ResourceSpecification.installed()).findings(template);
 * }</pre>
 *
 * <p>Each finding has the form {@code path: problem}.
 */
final class SpecificationCheck {
    private static final Set<String> MEMBERS =
            Set.of(
                    "Type",
                    "Properties",
                    "Condition",
                    "DependsOn",
                    "DeletionPolicy",
                    "UpdateReplacePolicy",
                    "UpdatePolicy",
                    "CreationPolicy",
                    "Metadata");
    private static final Map<String, List<String>> POLICIES =
            Map.of(
                    "DeletionPolicy",
                    List.of("Delete", "Retain", "RetainExceptOnCreate", "Snapshot"),
                    "UpdateReplacePolicy",
                    List.of("Delete", "Retain", "Snapshot"));

    private final ResourceSpecification specification;

    SpecificationCheck(ResourceSpecification specification) {
        this.specification = specification;
    }

    List<String> findings(ObjectNode template) {
        List<String> findings = new ArrayList<>(ReferenceCheck.findings(template, specification));
        for (Map.Entry<String, JsonNode> resource : template.path("Resources").properties()) {
            String path = "Resources." + resource.getKey();
            checkMembers(resource.getValue(), template, path, findings);
            checkProperties(resource.getValue(), template, path, findings);
            findings.addAll(EnumerationCheck.findings(resource.getValue(), path));
        }
        return List.copyOf(findings);
    }

    private static void checkMembers(
            JsonNode resource, ObjectNode template, String path, List<String> findings) {
        for (Map.Entry<String, JsonNode> member : resource.properties()) {
            String memberPath = path + "." + member.getKey();
            if (!MEMBERS.contains(member.getKey())) {
                findings.add(memberPath + ": a resource has no such member");
            }
            List<String> policies = POLICIES.get(member.getKey());
            if (policies != null) {
                checkPolicy(member.getValue(), policies, template, memberPath, findings);
            }
        }
    }

    private static void checkPolicy(
            JsonNode policy,
            List<String> policies,
            ObjectNode template,
            String path,
            List<String> findings) {
        if (IntrinsicFunction.in(policy).isEmpty() && !policies.contains(policy.asText())) {
            findings.add(
                    String.format(
                            "%s: expected one of %s, found %s",
                            path, String.join(", ", policies), policy));
        } else if (IntrinsicFunction.in(policy).isPresent()
                && !template.path("Transform").toString().contains("AWS::LanguageExtensions")) {
            findings.add(
                    path
                            + ": an intrinsic function here needs the transform AWS::LanguageExtensions");
        }
    }

    private void checkProperties(
            JsonNode resource, ObjectNode template, String path, List<String> findings) {
        String type = resource.path("Type").asText();
        JsonNode properties = resource.path("Properties");
        if (type.startsWith("Custom::")) {
            if (!properties.has("ServiceToken")) {
                findings.add(
                        String.format(
                                "%s.Properties: expected ServiceToken, which %s needs, found"
                                        + " nothing",
                                path, type));
            }
            return;
        }
        specification
                .resource(type)
                .ifPresentOrElse(
                        known ->
                                new PropertyTypeCheck(
                                                template,
                                                specification,
                                                findings,
                                                BranchConditions.none(template.path("Conditions"))
                                                        .and(resource.path("Condition"), true))
                                        .object(
                                                properties,
                                                known.path("properties"),
                                                type,
                                                path + ".Properties"),
                        () ->
                                findings.add(
                                        String.format(
                                                "%s.Type: no resource type \"%s\"", path, type)));
    }
}
