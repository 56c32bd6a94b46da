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
import org.junit.jupiter.params.provider.ValueSource;

/**
 * CloudFormation publishes a function's version anew, and calls a custom resource again, only if a
 * property of it changes. So both must hold all that they depend on: every parameter, and for what
 * stands in the template itself a digest.
 */
class FunctionVersionsTest {

    private static final Pattern DIGEST = Pattern.compile("config ([0-9a-f]{8}),");

    private final Template template = Template.load(Path.of("../cloudformation/template.yaml"));
    private final ObjectNode resources = template.section("Resources");

    @ParameterizedTest
    @ValueSource(strings = {"Ingest", "Query"})
    void aVersionsDescriptionHoldsAllThatTheFunctionIsMadeOf(String name) throws Exception {
        JsonNode description = properties(name + "Version").path("Description");
        ObjectNode function = properties(name + "Function").deepCopy();
        function.remove("Description");
        // No part of a version.
        function.remove("ReservedConcurrentExecutions");

        assertThat(properties(name + "Function").path("Description")).isEqualTo(description);
        assertThat(digestIn(description)).isEqualTo(digestOf(function));
        Set<String> parameters = parametersIn(function);
        // The key holds the content's hash.
        parameters.remove("ArtifactBucket");
        assertThat(parametersIn(description)).isEqualTo(parameters);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Ingest", "Query"})
    void aDescriptionIsNotTooLongForLambda(String name) {
        ResolvedTemplate resolved =
                template.resolve(
                        Map.of(
                                "ArtifactBucket", "artifacts",
                                "IngestZipKey", "i".repeat(128),
                                "QueryZipKey", "q".repeat(128),
                                "StarterZipKey", "s",
                                "JobJarKey", "j",
                                "AccountClaim", "c".repeat(64),
                                "UrlExpirySeconds", "3600",
                                "FunctionMemory", "10240"),
                        PseudoParameters.local("us-east-1", "orders"));

        assertThat(resolved.resource(name + "Version").get("Description").text())
                .hasSizeLessThanOrEqualTo(256);
    }

    @Test
    void theJobIsStartedAnewAfterEachChangeOfTheApplication() throws Exception {
        ObjectNode start = properties("JobStart");
        ObjectNode application = properties("Job");
        Set<String> parameters = parametersIn(application);
        // The key holds the content's hash.
        parameters.remove("ArtifactBucket");

        assertThat(parametersIn(start)).isEqualTo(parameters);
        assertThat(digestIn(start.path("Settings"))).isEqualTo(digestOf(application));
    }

    private ObjectNode properties(String logicalId) {
        return (ObjectNode) resources.path(logicalId).path("Properties");
    }

    private static String digestIn(JsonNode description) {
        Matcher digest = DIGEST.matcher(description.path("Fn::Sub").asText());
        assertThat(digest.find()).as("a digest in %s", description).isTrue();
        return digest.group(1);
    }

    private static String digestOf(ObjectNode properties) throws Exception {
        byte[] digest =
                MessageDigest.getInstance("SHA-256").digest(properties.toString().getBytes(UTF_8));
        return HexFormat.of().formatHex(digest).substring(0, 8);
    }

    private Set<String> parametersIn(JsonNode node) {
        Set<String> found = new TreeSet<>();
        Set<String> parameters = new TreeSet<>();
        template.section("Parameters").fieldNames().forEachRemaining(parameters::add);
        for (JsonNode name : node.findValues("Ref")) {
            found.add(name.asText());
        }
        for (JsonNode text : node.findValues("Fn::Sub")) {
            Matcher placeholder = Intrinsics.PLACEHOLDER.matcher(text.toString());
            while (placeholder.find()) {
                found.add(placeholder.group(1));
            }
        }
        found.retainAll(parameters);
        return found;
    }
}
