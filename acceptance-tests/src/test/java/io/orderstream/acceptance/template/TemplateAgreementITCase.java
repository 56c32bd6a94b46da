package io.orderstream.acceptance.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.embedded.stack.Installation;
import io.orderstream.embedded.stack.JobSettings;
import io.orderstream.embedded.stack.Services;
import io.orderstream.embedded.stack.StackOptions;
import io.orderstream.embedded.template.PseudoParameters;
import io.orderstream.embedded.template.ResolvedTemplate;
import io.orderstream.embedded.template.Resource;
import io.orderstream.embedded.template.Template;
import io.orderstream.embedded.template.Value;
import io.orderstream.lambda.http.Route;
import io.orderstream.model.storage.OrderTable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.regions.Region;

/** The template and the packaged code agree about settings, handlers, keys and routes. */
class TemplateAgreementITCase {

    private static final Installation INSTALLATION = new Installation(Path.of(".."));

    private final ResolvedTemplate template =
            Template.load(INSTALLATION.template())
                    .resolve(
                            StackOptions.defaults(Path.of("unused")).templateParameters(),
                            PseudoParameters.local("us-east-1", "agreement"));

    @ParameterizedTest
    @CsvSource({
        "IngestFunction, io.orderstream.ingest.IngestConfig",
        "QueryFunction, io.orderstream.query.QueryConfig"
    })
    void aFunctionReadsTheVariablesThatTheTemplateSets(
            String function, String config, @TempDir Path directory) throws Exception {
        Resource resource = template.resource(function);
        try (ArtifactClasses artifact = artifactOf(resource, directory)) {
            assertThat(artifact.load(config).getField("VARIABLES").get(null))
                    .isEqualTo(resource.get("Environment").get("Variables").texts().keySet());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"IngestFunction", "QueryFunction", "JobStarterFunction", "SnapshotFunction"})
    void aFunctionsHandlerExists(String function, @TempDir Path directory) throws Exception {
        Resource resource = template.resource(function);
        String[] handler = resource.get("Handler").text().split("::", -1);
        try (ArtifactClasses artifact = artifactOf(resource, directory)) {
            Class<?> type = artifact.load(handler[0]);

            assertThat(type.getConstructor()).isNotNull();
            assertThat(Arrays.stream(type.getMethods()).map(method -> method.getName()))
                    .contains(handler[1]);
        }
    }

    @Test
    void theTemplateHasNoOtherFunctions() {
        assertThat(template.ofType("AWS::Lambda::Function"))
                .extracting(Resource::logicalId)
                .containsExactly(
                        "IngestFunction",
                        "QueryFunction",
                        "JobStarterFunction",
                        "SnapshotFunction");
    }

    @Test
    void theTemplateSetsNoVariablesForOtherFunctions() {
        assertThat(template.ofType("AWS::Lambda::Function"))
                .filteredOn(function -> function.find("Environment").isPresent())
                .extracting(Resource::logicalId)
                .containsExactly("IngestFunction", "QueryFunction");
    }

    @Test
    void theJobReadsThePropertiesThatTheTemplateSets_andTheLocalEndpoints() throws Exception {
        JobSettings settings =
                JobSettings.of(template.single("AWS::KinesisAnalyticsV2::Application"));
        try (ArtifactClasses jar =
                ArtifactClasses.ofJar(INSTALLATION.artifact(settings.artifact()))) {
            Class<?> config = jar.load("io.orderstream.job.config.JobConfig");
            Map<String, Set<String>> all = keys(config, "keys");
            Map<String, Set<String>> local = keys(config, "localKeys");
            Map<String, Set<String>> deployed = new LinkedHashMap<>();
            all.forEach(
                    (group, keys) -> {
                        Set<String> rest = new TreeSet<>(keys);
                        rest.removeAll(local.getOrDefault(group, Set.of()));
                        deployed.put(group, rest);
                    });

            assertThat(keysOf(settings.properties())).isEqualTo(deployed);
            assertThat(keysOf(localServices().jobProperties())).isEqualTo(local);
        }
    }

    @Test
    void theTablesKeysAreThoseOfTheModel() {
        Resource table = template.single("AWS::DynamoDB::Table");

        assertThat(table.get("KeySchema").list().stream().map(Value::texts))
                .containsExactly(
                        Map.of("AttributeName", OrderTable.ACCOUNT_ID, "KeyType", "HASH"),
                        Map.of("AttributeName", OrderTable.VENDOR_ID_ORDER_ID, "KeyType", "RANGE"));
        assertThat(table.get("AttributeDefinitions").list().stream().map(Value::texts))
                .containsExactlyInAnyOrder(
                        Map.of("AttributeName", OrderTable.ACCOUNT_ID, "AttributeType", "S"),
                        Map.of(
                                "AttributeName",
                                OrderTable.VENDOR_ID_ORDER_ID,
                                "AttributeType",
                                "S"),
                        Map.of("AttributeName", OrderTable.ORDER_ID, "AttributeType", "S"));
    }

    @Test
    void theTablesIndexIsThatOfTheModel() {
        List<Value> indexes =
                template.single("AWS::DynamoDB::Table").get("GlobalSecondaryIndexes").list();
        assertThat(indexes).hasSize(1);
        Value index = indexes.get(0);

        assertThat(index.get("IndexName").text()).isEqualTo(OrderTable.BY_ACCOUNT);
        assertThat(index.get("KeySchema").list().stream().map(Value::texts))
                .containsExactly(
                        Map.of("AttributeName", OrderTable.ACCOUNT_ID, "KeyType", "HASH"),
                        Map.of("AttributeName", OrderTable.ORDER_ID, "KeyType", "RANGE"));
        assertThat(index.get("Projection").texts()).isEqualTo(Map.of("ProjectionType", "ALL"));
    }

    @Test
    void theRoutesAreThoseThatTheFunctionsAnswer() {
        List<String> answered =
                Arrays.stream(Route.values()).map(Route::key).collect(Collectors.toList());
        answered.add("$default");

        assertThat(template.ofType("AWS::ApiGatewayV2::Route"))
                .extracting(route -> route.get("RouteKey").text())
                .containsExactlyInAnyOrderElementsOf(answered);
    }

    private static ArtifactClasses artifactOf(Resource function, Path directory)
            throws IOException {
        return ArtifactClasses.ofZip(
                INSTALLATION.artifact(function.get("Code").get("S3Key").text()), directory);
    }

    private static Map<String, Set<String>> keys(Class<?> config, String method) throws Exception {
        Map<String, Set<String>> keys = new HashMap<>();
        Map<?, ?> groups = (Map<?, ?>) config.getMethod(method).invoke(null);
        groups.forEach(
                (group, names) ->
                        keys.put(
                                (String) group,
                                ((Set<?>) names)
                                        .stream()
                                                .map(String.class::cast)
                                                .collect(Collectors.toSet())));
        return keys;
    }

    private static Map<String, Set<String>> keysOf(Map<String, Map<String, String>> groups) {
        Map<String, Set<String>> keys = new HashMap<>();
        groups.forEach((group, properties) -> keys.put(group, properties.keySet()));
        return keys;
    }

    private static Services localServices() {
        URI anywhere = URI.create("http://127.0.0.1:1");
        return new Services(
                anywhere,
                anywhere,
                anywhere,
                AwsBasicCredentials.create("id", "secret"),
                Region.US_EAST_1);
    }
}
