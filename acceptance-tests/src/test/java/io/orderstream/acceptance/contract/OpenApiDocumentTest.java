package io.orderstream.acceptance.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.orderstream.embedded.stack.StackOptions;
import io.orderstream.embedded.template.PseudoParameters;
import io.orderstream.embedded.template.Template;
import io.orderstream.lambda.http.ProblemType;
import io.orderstream.lambda.http.Route;
import io.orderstream.model.EventMember;
import io.orderstream.model.EventType;
import io.orderstream.model.OrderStatus;
import io.orderstream.model.storage.IssuedDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The OpenAPI document and {@code docs/problems.md} agree with the template and the code. */
class OpenApiDocumentTest {

    private static final ApiContract CONTRACT = ApiContract.PUBLISHED;

    /** The catch-all routes of the template. The document does not list them. */
    private static final Set<String> NOT_LISTED = Set.of("$default", "OPTIONS /{proxy+}");

    /** The members that an event of any type may have. */
    private static final Set<String> COMMON =
            Set.of(
                    "type",
                    "accountid",
                    "vendorid",
                    "orderid",
                    "eventdate",
                    "ifversion",
                    "idempotencykey",
                    "eventid");

    @Test
    void theOperationsAreTheRoutesOfTheTemplate() {
        Map<String, String> parameters =
                new HashMap<>(StackOptions.defaults(Path.of("unused")).templateParameters());
        parameters.put("CorsOrigins", "https://orders.example");
        List<String> routes =
                Template.load(Path.of("..", "cloudformation", "template.yaml"))
                        .resolve(parameters, PseudoParameters.local("us-east-1", "contract"))
                        .ofType("AWS::ApiGatewayV2::Route")
                        .stream()
                        .map(route -> route.get("RouteKey").text())
                        .collect(Collectors.toList());

        assertThat(routes).containsAll(NOT_LISTED);
        routes.removeAll(NOT_LISTED);
        assertThat(operationKeys()).containsExactlyInAnyOrderElementsOf(routes);
    }

    @Test
    void theOperationsAreTheRoutesOfTheFunctions() {
        assertThat(operationKeys())
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Route.values()).map(Route::key).collect(Collectors.toList()));
    }

    private static List<String> operationKeys() {
        return CONTRACT.operations().stream().map(ApiOperation::key).collect(Collectors.toList());
    }

    @Test
    void everyExampleIsValid() {
        List<String> invalid = new ArrayList<>();
        CONTRACT.operations().forEach(operation -> invalid.addAll(operation.invalidExamples()));

        assertThat(invalid).isEmpty();
    }

    @Test
    void everyOperationHasAnExampleOfARequest_withItsAnswer() {
        assertThat(CONTRACT.operations())
                .allSatisfy(
                        operation ->
                                assertThat(operation.exampleRequests())
                                        .anySatisfy(
                                                example ->
                                                        assertThat(operation.answerOf(example))
                                                                .isPresent()));
    }

    @Test
    void theProblemTypesAreThoseOfTheFunctions() {
        assertThat(values("ProblemType"))
                .containsExactlyElementsOf(
                        Arrays.stream(ProblemType.values())
                                .map(ProblemType::uri)
                                .collect(Collectors.toList()));
    }

    @ParameterizedTest
    @EnumSource
    void thePageOfProblemsHasASectionForEachType(ProblemType type) throws IOException {
        assertThat(sections().get(type.label()))
                .startsWith("\nStatus " + type.status() + ", \"" + type.title() + "\"");
    }

    @Test
    void thePageOfProblemsHasNoOtherSections() throws IOException {
        Set<String> labels = new LinkedHashSet<>(sections().keySet());
        labels.removeAll(Set.of("problems", "answers-of-api-gateway"));

        assertThat(labels)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(ProblemType.values())
                                .map(ProblemType::label)
                                .collect(Collectors.toList()));
    }

    /** The text of each section, by the anchor of its heading. */
    private static Map<String, String> sections() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "problems.md"));
        Matcher section = Pattern.compile("(?ms)^#+ ([^\n]+)\n(.*?)(?=^#|\\z)").matcher(page);
        Map<String, String> sections = new HashMap<>();
        while (section.find()) {
            sections.put(
                    section.group(1).toLowerCase(Locale.ROOT).replace(' ', '-'), section.group(2));
        }
        return sections;
    }

    @Test
    void theEventTypesAreThoseOfTheModel_withTheirMembers() {
        Map<String, Set<String>> own = new HashMap<>();
        Map<String, Set<String>> required = new HashMap<>();
        for (JsonNode reference : CONTRACT.schema("NewEvent").path("oneOf")) {
            JsonNode schema = CONTRACT.follow(reference);
            String type = schema.at("/properties/type/const").asText();
            Set<String> members = new LinkedHashSet<>();
            schema.path("properties").fieldNames().forEachRemaining(members::add);
            members.removeAll(COMMON);
            own.put(type, members);
            Set<String> needed = new LinkedHashSet<>(texts(schema.path("required")));
            needed.removeAll(COMMON);
            required.put(type, needed);
        }

        assertThat(values("EventType"))
                .containsExactlyElementsOf(
                        EventType.all().stream().map(EventType::name).collect(Collectors.toList()));
        assertThat(own)
                .isEqualTo(
                        EventType.all().stream()
                                .collect(
                                        Collectors.toMap(
                                                EventType::name, type -> names(type.members()))));
        assertThat(required)
                .isEqualTo(
                        EventType.all().stream()
                                .collect(
                                        Collectors.toMap(
                                                EventType::name,
                                                type ->
                                                        names(
                                                                type.members().stream()
                                                                        .filter(
                                                                                EventMember
                                                                                        ::isRequired)
                                                                        .collect(
                                                                                Collectors
                                                                                        .toList())))));
    }

    private static Set<String> names(List<EventMember> members) {
        return members.stream().map(EventMember::name).collect(Collectors.toSet());
    }

    @Test
    void theStatusesOfOrdersAreThoseOfTheModel() {
        assertThat(texts(CONTRACT.schema("Order").at("/properties/status/enum")))
                .containsExactlyElementsOf(
                        Arrays.stream(OrderStatus.values())
                                .map(OrderStatus::text)
                                .collect(Collectors.toList()));
    }

    @Test
    void theFormatsOfDocumentsAreThoseOfTheModel() {
        assertThat(texts(CONTRACT.schema("DocumentAddress").at("/properties/format/enum")))
                .containsExactlyElementsOf(
                        Arrays.stream(IssuedDocument.values())
                                .map(IssuedDocument::extension)
                                .collect(Collectors.toList()));
    }

    private static List<String> values(String schema) {
        return texts(CONTRACT.schema(schema).path("enum"));
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .collect(Collectors.toList());
    }
}
