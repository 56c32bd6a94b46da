package io.orderstream.acceptance.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orderstream.embedded.template.PseudoParameters;
import io.orderstream.embedded.template.ResolvedTemplate;
import io.orderstream.embedded.template.Template;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The template as a JSON tree that a test can change, for example to make a mistake.
 *
 * <pre>{@code
 * EditableTemplate.ofTheTemplate().set("Resources.Table.DeletionPolicy", "\"Keep\"").json();
 * }</pre>
 */
final class EditableTemplate {
    private static final Path TEMPLATE = Path.of("../cloudformation/template.yaml");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final ObjectNode json;

    private EditableTemplate(ObjectNode json) {
        this.json = json;
    }

    static EditableTemplate ofTheTemplate() {
        return new EditableTemplate(Template.load(TEMPLATE).json());
    }

    static EditableTemplate of(ObjectNode json) {
        return new EditableTemplate(json);
    }

    /** Sets the member at a path to a value in JSON. The member's parents must exist. */
    EditableTemplate set(String path, String value) throws IOException {
        owner(path).set(last(path), JSON.readTree(value));
        return this;
    }

    /** Removes every resource of a type. */
    EditableTemplate withoutAny(String type) {
        ((ObjectNode) json.path("Resources"))
                .properties()
                .removeIf(resource -> resource.getValue().path("Type").asText().equals(type));
        return this;
    }

    ObjectNode json() {
        return json;
    }

    /**
     * Resolves the template with its defaults. A parameter without a default gets the value {@code
     * this-machine}. The names and ARNs are those of the embedded stack.
     */
    ResolvedTemplate resolve() {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> parameter : json.path("Parameters").properties()) {
            if (!parameter.getValue().has("Default")) {
                parameters.put(parameter.getKey(), "this-machine");
            }
        }
        try {
            Path file = Files.createTempFile("template", ".json");
            try {
                // JSON is valid YAML.
                JSON.writeValue(file.toFile(), json);
                return Template.load(file)
                        .resolve(parameters, PseudoParameters.local("us-east-1", "orderstream"));
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ObjectNode owner(String path) {
        int dot = path.lastIndexOf('.');
        return dot < 0 ? json : (ObjectNode) at(path.substring(0, dot));
    }

    private static String last(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    private JsonNode at(String path) {
        JsonNode node = json;
        for (String name : path.split("\\.", -1)) {
            node = name.matches("[0-9]+") ? node.path(Integer.parseInt(name)) : node.path(name);
        }
        if (!node.isContainerNode()) {
            throw new IllegalArgumentException("The template has no object or list at " + path);
        }
        return node;
    }
}
