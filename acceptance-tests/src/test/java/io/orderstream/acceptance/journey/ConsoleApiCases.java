package io.orderstream.acceptance.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.orderstream.acceptance.contract.ApiContract;
import io.orderstream.acceptance.contract.ApiOperation;
import io.orderstream.embedded.gateway.ApiDocuments;
import io.orderstream.lambda.http.ProblemType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The view of the OpenAPI document. */
abstract class ConsoleApiCases extends ConsoleCases {

    ConsoleApiCases(StackUnderTest stack, BrowserTab tab) {
        super(stack, tab);
    }

    @Test
    void theApiViewHasEveryRouteWithTheAnswersToItsExamples_everyProblemType_andEverySchema() {
        go("api");
        tab.awaitTrue("document.querySelector('#api .rows')");
        JsonNode document = ApiDocuments.openApi(Path.of("..", "docs"));
        Set<String> schemas = new TreeSet<>();
        document.at("/components/schemas").fieldNames().forEachRemaining(schemas::add);

        assertThat(names("get |post "))
                .containsExactlyInAnyOrderElementsOf(
                        ApiContract.PUBLISHED.operations().stream()
                                .map(ApiOperation::key)
                                .toList());
        assertThat(names("schema ")).containsExactlyInAnyOrderElementsOf(schemas);
        assertThat(names("problem "))
                .containsExactlyElementsOf(
                        Arrays.stream(ProblemType.values()).map(ProblemType::label).toList());
        assertThat(
                        tab.run(
                                "return [...document.querySelectorAll('#api details')]"
                                        + ".filter(one => one.dataset.key.startsWith('problem '))"
                                        + ".filter(one => !one.querySelector('.inside p')).length"))
                .as("problem types without a text")
                .hasToString("0");
        for (ApiOperation operation : ApiContract.PUBLISHED.operations()) {
            String shown = text("#api [data-key='" + keyOf(operation) + "']").replaceAll("\\s", "");
            for (String example : operation.exampleRequests()) {
                operation
                        .answerOf(example)
                        .ifPresent(
                                answer ->
                                        assertThat(shown)
                                                .as("%s, %s", operation, example)
                                                .contains(answer.toString().replaceAll("\\s", "")));
            }
        }
    }

    private static String keyOf(ApiOperation operation) {
        return operation.method().toLowerCase(Locale.ROOT) + " " + operation.path();
    }

    /** The names of the rows whose keys begin with a match of this regular expression. */
    private List<String> names(String prefix) {
        List<String> names = new ArrayList<>();
        tab.run(
                        "return [...document.querySelectorAll('#api .rows > li > details')]"
                                + ".filter(row => /^("
                                + prefix
                                + ")/.test(row.dataset.key))"
                                + ".map(row => row.querySelector('b').textContent)")
                .forEach(name -> names.add(name.asText()));
        return names;
    }
}
