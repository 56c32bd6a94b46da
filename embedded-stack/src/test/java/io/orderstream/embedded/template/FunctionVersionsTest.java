package io.orderstream.embedded.template;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * CloudFormation publishes a new version of a function only if a property of the version resource
 * changes. In the same way, it starts the job again only if a property of the custom resource
 * {@code JobStart} changes. So the version resource must name each parameter and each data resource
 * that the function uses, and {@code JobStart} must name those that the Flink application uses. The
 * version resource must also have a digest of the function's properties in the template, and {@code
 * JobStart} must have a digest of the application's properties.
 */
class FunctionVersionsTest {

    private static final Pattern DIGEST = Pattern.compile("config ([0-9a-f]{8}),");

    private final Template template = Template.load(Path.of("../cloudformation/template.yaml"));
    private final ObjectNode resources = template.section("Resources");

    @ParameterizedTest
    @ValueSource(strings = {"Ingest", "Query"})
    void theDescriptionOfAVersionContainsEverythingThatTheFunctionDependsOn(String name)
            throws Exception {
        JsonNode description = properties(name + "Version").path("Description");
        ObjectNode function = properties(name + "Function").deepCopy();
        function.remove("Description");
        // This property is not part of a version.
        function.remove("ReservedConcurrentExecutions");

        assertThat(properties(name + "Function").path("Description")).isEqualTo(description);
        assertThat(digestIn(description)).isEqualTo(digestOf(function));
        Set<String> parameters = parametersIn(function);
        // The artifact bucket is not needed, because an artifact's key contains a hash of its
        // content.
        parameters.remove("ArtifactBucket");
        assertThat(parametersIn(description)).isEqualTo(parameters);
        assertThat(resourcesIn(description)).isEqualTo(resourcesIn(function.path("Environment")));
    }

    /**
     * CloudFormation generates names that end with random characters, different for each resource.
     */
    @ParameterizedTest
    @CsvSource({
        "Ingest, Stream, orders-Stream-AbCdEf012345, orders-Stream-GhIjKl678901",
        "Query, Table, orders-Table-ABCDEFGHIJKLM, orders-Table-NOPQRSTUVWXYZ",
        "Query, Bucket, orders-bucket-abcdef012345, orders-bucket-ghijkl678901"
    })
    void aVersionIsPublished_whenAResourceThatItUsesIsReplaced(
            String name, String resource, String before, String after) {
        assertThat(description(name, Map.of(resource, before)))
                .contains(before.substring(before.lastIndexOf('-') + 1))
                .isNotEqualTo(description(name, Map.of(resource, after)));
    }

    /**
     * If a name is too long, CloudFormation shortens the part before the random ending. So the
     * logical id may be missing.
     */
    @Test
    void aShortenedNameDoesNotFailTheStack() {
        assertThat(description("Query", Map.of("Bucket", "o".repeat(50) + "-abcdef012345")))
                .endsWith("data " + "Table- ");
    }

    @Test
    void theJobIsStartedAgain_whenAResourceThatItUsesIsReplaced() {
        assertThat(resourcesIn(properties("JobStart").path("Settings")))
                .isEqualTo(
                        resourcesIn(
                                properties("Job")
                                        .at("/ApplicationConfiguration/EnvironmentProperties")));
    }

    private String description(String name, Map<String, String> physicalNames) {
        return template.resolve(
                        Map.of(
                                "ArtifactBucket", "artifacts",
                                "IngestZipKey", "i",
                                "QueryZipKey", "q",
                                "StarterZipKey", "s",
                                "JobJarKey", "j"),
                        PseudoParameters.local("us-east-1", "orders"),
                        physicalNames)
                .resource(name + "Version")
                .get("Description")
                .text();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Ingest", "Query"})
    void aDescriptionIsNotTooLongForLambda(String name) {
        ResolvedTemplate resolved =
                template.resolve(
                        Map.of(
                                "ArtifactBucket", "artifacts",
                                "IngestZipKey", "i".repeat(100),
                                "QueryZipKey", "q".repeat(100),
                                "StarterZipKey", "s",
                                "JobJarKey", "j",
                                "Authorization", "AWS_IAM",
                                "AccountClaim", "c".repeat(64),
                                "UrlExpirySeconds", "3600",
                                "FunctionMemory", "10240"),
                        PseudoParameters.local("us-east-1", "orders"),
                        Map.of(
                                "Stream", "orders-Stream-ABCDEFGHIJKLM",
                                "Table", "orders-Table-ABCDEFGHIJKLM",
                                "Bucket", "orders-bucket-abcdefghijklm"));

        assertThat(resolved.resource(name + "Version").get("Description").text())
                .hasSizeLessThanOrEqualTo(256);
    }

    @Test
    void theJobIsStartedAgain_afterEachChangeOfTheApplication() throws Exception {
        ObjectNode start = properties("JobStart");
        ObjectNode application = properties("Job");
        Set<String> parameters = parametersIn(application);
        // The artifact bucket is not needed, because an artifact's key contains a hash of its
        // content.
        parameters.remove("ArtifactBucket");

        assertThat(parametersIn(start)).isEqualTo(parameters);
        assertThat(digestIn(start.path("Settings"))).isEqualTo(digestOf(application));
    }

    private ObjectNode properties(String logicalId) {
        return (ObjectNode) resources.path(logicalId).path("Properties");
    }

    private static String digestIn(JsonNode description) {
        Matcher digest = DIGEST.matcher(description.path("Fn::Sub").toString());
        assertThat(digest.find()).as("a digest in %s", description).isTrue();
        return digest.group(1);
    }

    private static String digestOf(ObjectNode properties) throws Exception {
        byte[] digest =
                MessageDigest.getInstance("SHA-256").digest(properties.toString().getBytes(UTF_8));
        return HexFormat.of().formatHex(digest).substring(0, 8);
    }

    private Set<String> parametersIn(JsonNode node) {
        Set<String> found = namesIn(node);
        found.retainAll(names("Parameters"));
        return found;
    }

    private Set<String> resourcesIn(JsonNode node) {
        Set<String> found = namesIn(node);
        found.retainAll(names("Resources"));
        return found;
    }

    private Set<String> names(String section) {
        Set<String> names = new TreeSet<>();
        template.section(section).fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Set<String> namesIn(JsonNode node) {
        Set<String> found = new TreeSet<>();
        for (JsonNode name : node.findValues("Ref")) {
            found.add(name.asText());
        }
        for (JsonNode name : node.findValues("Fn::GetAtt")) {
            found.add(name.asText().split("\\.", 2)[0]);
        }
        for (JsonNode text : node.findValues("Fn::Sub")) {
            Matcher placeholder = Intrinsics.PLACEHOLDER.matcher(text.toString());
            while (placeholder.find()) {
                found.add(placeholder.group(1));
            }
        }
        return found;
    }
}
