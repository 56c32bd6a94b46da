package io.orderstream.embedded.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A template with values for its parameters. It has the resources and outputs whose conditions
 * hold.
 *
 * <p>Not safe for use by several threads at the same time.
 */
public final class ResolvedTemplate {
    private final Intrinsics intrinsics;
    private final Map<String, Resource> resources = new LinkedHashMap<>();
    private final Map<String, JsonNode> outputs = new LinkedHashMap<>();

    ResolvedTemplate(
            Template template,
            Map<String, JsonNode> parameters,
            PseudoParameters pseudo,
            Map<String, String> attributes) {
        this.intrinsics = new Intrinsics(template, parameters, pseudo, attributes);
        intrinsics.conditions().evaluateAll();
        new TemplateRules(template.section("Rules"), intrinsics.conditions()).check();
        for (Map.Entry<String, JsonNode> entry : template.section("Resources").properties()) {
            if (holds(entry.getValue())) {
                resources.put(entry.getKey(), resource(entry.getKey(), entry.getValue()));
            }
        }
        for (Map.Entry<String, JsonNode> entry : template.section("Outputs").properties()) {
            if (holds(entry.getValue())) {
                outputs.put(entry.getKey(), entry.getValue().get("Value"));
            }
        }
    }

    private boolean holds(JsonNode holder) {
        return !holder.has("Condition")
                || intrinsics.conditions().holds(holder.get("Condition").asText());
    }

    private Resource resource(String logicalId, JsonNode declaration) {
        String path = "Resources." + logicalId + ".Properties";
        JsonNode properties = declaration.get("Properties");
        ObjectNode none = JsonNodeFactory.instance.objectNode();
        return new Resource(
                logicalId,
                declaration.get("Type").asText(),
                new Value(path, properties == null ? none : properties, intrinsics),
                DeletionPolicies.of(logicalId, declaration, intrinsics),
                intrinsics.names());
    }

    /** Every resource of the stack, in the template's order. */
    public List<Resource> resources() {
        return List.copyOf(resources.values());
    }

    /** The resources of a type, such as {@code AWS::Kinesis::Stream}, in the template's order. */
    public List<Resource> ofType(String type) {
        List<Resource> found = new ArrayList<>();
        for (Resource resource : resources.values()) {
            if (resource.type().equals(type)) {
                found.add(resource);
            }
        }
        return List.copyOf(found);
    }

    /**
     * The only resource of a type.
     *
     * @throws TemplateException if there is no resource of that type, or more than one
     */
    public Resource single(String type) {
        List<Resource> found = ofType(type);
        if (found.size() == 1) {
            return found.get(0);
        }
        throw new TemplateException(
                String.format("Resources: expected one %s, found %d", type, found.size()));
    }

    /**
     * The resource with that logical id.
     *
     * @throws TemplateException if the stack does not have it
     */
    public Resource resource(String logicalId) {
        Resource resource = resources.get(logicalId);
        if (resource == null) {
            throw new TemplateException(
                    String.format("Resources: expected %s, found no such resource", logicalId));
        }
        return resource;
    }

    /** The names of the outputs whose conditions hold. */
    public Set<String> outputNames() {
        return Collections.unmodifiableSet(outputs.keySet());
    }

    /**
     * The value of an output.
     *
     * @throws TemplateException if the output does not exist, or only AWS knows its value
     */
    public String output(String name) {
        String path = "Outputs." + name + ".Value";
        if (!outputs.containsKey(name)) {
            throw new TemplateException("Outputs." + name + ": expected an output, found none");
        }
        return intrinsics
                .value(outputs.get(name), path)
                .orElseThrow(() -> new TemplateException(path + ": expected text, found none"))
                .text();
    }
}
