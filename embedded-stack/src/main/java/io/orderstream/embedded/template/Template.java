package io.orderstream.embedded.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A CloudFormation template in YAML.
 *
 * <pre>{@code
 * ResolvedTemplate stack =
 *         Template.load(Path.of("orders.yaml"))
 *                 .resolve(Map.of("Stage", "dev"), PseudoParameters.local("us-east-1", "orders"));
 * int shards = stack.single("AWS::Kinesis::Stream").get("ShardCount").integer();
 * }</pre>
 *
 * <p>The supported functions are Ref, Fn::GetAtt, Fn::Sub, Fn::Join, Fn::Select, Fn::Split,
 * Fn::FindInMap, Fn::If, Fn::Base64 and the condition functions, in long and in short form. Any
 * other function is refused. The only supported transform is {@code AWS::LanguageExtensions}, for
 * functions in DeletionPolicy and UpdateReplacePolicy.
 */
public final class Template {
    private static final Set<String> SECTIONS =
            Set.of(
                    "AWSTemplateFormatVersion",
                    "Description",
                    "Transform",
                    "Metadata",
                    "Parameters",
                    "Rules",
                    "Mappings",
                    "Conditions",
                    "Resources",
                    "Outputs");

    private static final String LANGUAGE_EXTENSIONS = "AWS::LanguageExtensions";

    private final ObjectNode sections;

    private Template(ObjectNode sections) {
        this.sections = sections;
    }

    /**
     * Reads a template.
     *
     * @throws TemplateException if the file cannot be read, is not YAML that CloudFormation
     *     accepts, has a section or transform that is not supported, or has no resources
     */
    public static Template load(Path file) {
        ObjectNode sections = YamlTree.read(file);
        for (Map.Entry<String, JsonNode> section : sections.properties()) {
            if (!SECTIONS.contains(section.getKey())) {
                throw new TemplateException(
                        String.format("%s: this section is not supported", section.getKey()));
            }
        }
        if (sections.has("Transform")
                && !sections.get("Transform").asText().equals(LANGUAGE_EXTENSIONS)) {
            throw new TemplateException(
                    String.format(
                            "Transform: expected %s, found %s",
                            LANGUAGE_EXTENSIONS, Value.describe(sections.get("Transform"))));
        }
        Template template = new Template(sections);
        if (template.section("Resources").isEmpty()) {
            throw new TemplateException("Resources: expected at least one, found none");
        }
        return template;
    }

    /** Like {@link #resolve(Map, PseudoParameters, Map)}, without given attributes. */
    public ResolvedTemplate resolve(Map<String, String> parameters, PseudoParameters pseudo) {
        return resolve(parameters, pseudo, Map.of());
    }

    /**
     * Sets the parameters and evaluates the conditions. Properties are resolved when they are read.
     * An attribute that only AWS knows is therefore an error only for a caller that reads it.
     *
     * @param parameters values for the template's parameters; the other parameters get their
     *     defaults
     * @param pseudo the values of the pseudo parameters, such as the region
     * @param attributes values that replace the computed values, with keys as in {@code Fn::Sub}:
     *     {@code "Api.ApiEndpoint"} for an attribute, {@code "Api"} for a Ref
     * @throws TemplateException if a check fails. The parameters, the references, the conditions,
     *     the rules and the deletion policies are checked in this order. The first check that fails
     *     throws. For parameters, references and rules, the message has all problems of the check.
     */
    public ResolvedTemplate resolve(
            Map<String, String> parameters,
            PseudoParameters pseudo,
            Map<String, String> attributes) {
        Map<String, JsonNode> values = ParameterValues.of(section("Parameters"), parameters);
        List<String> problems = new References(this).problems();
        if (!problems.isEmpty()) {
            throw new TemplateException(String.join("\n", problems));
        }
        return new ResolvedTemplate(this, values, pseudo, attributes);
    }

    /**
     * Whether the template uses {@code AWS::LanguageExtensions}, which allows functions in more
     * places.
     */
    boolean isExtended() {
        return sections.has("Transform");
    }

    /**
     * The template as it is before its functions are resolved. Functions are in their long form.
     * The tree is a copy that the caller may change.
     */
    public ObjectNode json() {
        return sections.deepCopy();
    }

    /** The section; an empty object if the template does not have the section. */
    ObjectNode section(String name) {
        JsonNode section = sections.get(name);
        if (section == null) {
            return JsonNodeFactory.instance.objectNode();
        }
        if (section instanceof ObjectNode object) {
            return object;
        }
        throw new TemplateException(
                String.format("%s: expected an object, found %s", name, Value.describe(section)));
    }
}
