package io.orderstream.acceptance.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * Amazon's resource specification in the npm package {@code @aws-cdk/aws-service-spec}: every
 * resource type with its attributes and properties. Each property has a type, and may be required.
 */
final class ResourceSpecification {
    private static final Path INSTALLED_FILE =
            Path.of(
                    "target/resource-specification/node_modules/@aws-cdk/aws-service-spec/db.json.gz");

    private final Map<String, JsonNode> resources;
    private final Map<String, JsonNode> definitions;

    private ResourceSpecification(
            Map<String, JsonNode> resources, Map<String, JsonNode> definitions) {
        this.resources = resources;
        this.definitions = definitions;
    }

    /** The specification that the build installed. */
    static ResourceSpecification installed() {
        try (InputStream json = new GZIPInputStream(Files.newInputStream(INSTALLED_FILE))) {
            JsonNode schema = JsonMapper.builder().build().readTree(json).path("schema");
            return new ResourceSpecification(
                    entities(schema.path("resource"), "cloudFormationType"),
                    entities(schema.path("typeDefinition"), "$id"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, JsonNode> entities(JsonNode collection, String key) {
        Map<String, JsonNode> entities = new HashMap<>();
        collection
                .path("entities")
                .forEach(entity -> entities.put(entity.path(key).asText(), entity));
        if (entities.isEmpty()) {
            throw new IllegalStateException("The specification has an unknown format");
        }
        return entities;
    }

    /**
     * The type, with its {@code properties} and {@code attributes}; empty if the type is unknown.
     */
    Optional<JsonNode> resource(String type) {
        return Optional.ofNullable(resources.get(type));
    }

    /** The definition, with {@code name} and {@code properties}, that a property type refers to. */
    JsonNode definition(JsonNode propertyType) {
        String id = propertyType.path("reference").path("$ref").asText();
        JsonNode definition = definitions.get(id);
        if (definition == null) {
            throw new IllegalStateException("The specification has no definition " + id);
        }
        return definition;
    }

    /** Whether a resource of this type stores data. */
    boolean isStateful(String type) {
        return resource(type)
                .map(resource -> resource.path("isStateful").asBoolean())
                .orElse(false);
    }

    int size() {
        return resources.size();
    }
}
