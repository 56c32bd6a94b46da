package io.orderstream.embedded.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.constructor.DuplicateKeyException;

class ApiDocumentsTest {

    @TempDir Path docs;

    @Test
    void servesTheOpenApiDocumentAsJson() throws IOException {
        Files.writeString(
                docs.resolve("openapi.yaml"),
                """
                openapi: 3.1.0
                info: {title: Ä, version: '1.0'}
                example: '2026-11-23T10:11:12Z'
                """);

        assertThat(get("/openapi.json"))
                .isEqualTo(
                        new LocalRoutes.Answer(
                                200,
                                "application/json",
                                """
                                {"openapi":"3.1.0","info":{"title":"Ä","version":"1.0"},\
                                "example":"2026-11-23T10:11:12Z"}"""));
    }

    @Test
    void servesThePageAboutProblemsAsPlainText() throws IOException {
        Files.writeString(docs.resolve("problems.md"), "# Ä\n");

        assertThat(get("/problems.md"))
                .isEqualTo(new LocalRoutes.Answer(200, "text/plain;charset=utf-8", "# Ä\n"));
    }

    @Test
    void servesEveryPageToWhichTheOpenApiDocumentLinks() throws IOException {
        ApiDocuments documents = new ApiDocuments(Path.of("..", "docs"));
        Set<String> pages =
                Pattern.compile("[a-z-]+\\.md")
                        .matcher(Files.readString(Path.of("..", "docs", "openapi.yaml")))
                        .results()
                        .map(MatchResult::group)
                        .collect(Collectors.toSet());

        assertThat(pages)
                .contains("problems.md")
                .allSatisfy(
                        page ->
                                assertThat(documents.find("/" + page).orElseThrow().get(Map.of()))
                                        .extracting(LocalRoutes.Answer::status)
                                        .isEqualTo(200));
    }

    @Test
    void leavesOtherPathsToTheApi() {
        assertThat(new ApiDocuments(docs).find("/order")).isEmpty();
    }

    @Test
    void refusesADocumentWithADuplicateKey() throws IOException {
        Files.writeString(docs.resolve("openapi.yaml"), "openapi: 3.1.0\nopenapi: 3.1.1\n");

        assertThatThrownBy(() -> ApiDocuments.openApi(docs))
                .isInstanceOf(DuplicateKeyException.class);
    }

    private LocalRoutes.Answer get(String path) {
        return new ApiDocuments(docs).find(path).orElseThrow().get(Map.of());
    }
}
