package io.orderstream.embedded.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.orderstream.embedded.json.StackJson;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * Serves the documents about the API: {@code GET /openapi.json}, and the pages to which the OpenAPI
 * document links, such as {@code GET /problems.md}. On AWS, nothing serves them. The files are read
 * for each request, so that a change to them is visible at once.
 */
public final class ApiDocuments implements LocalRoutes {

    private static final String OPENAPI = "openapi.yaml";
    private static final Set<String> PAGES =
            Set.of("/order-format.md", "/order-life.md", "/problems.md");

    private final Path docs;

    /**
     * Serves the documents of this directory.
     *
     * @param docs the directory {@code docs} of the repository
     */
    public ApiDocuments(Path docs) {
        this.docs = docs;
    }

    /**
     * The OpenAPI document as JSON. The file is YAML, which is easier to read and to change.
     *
     * @param docs the directory {@code docs} of the repository
     * @throws UncheckedIOException if the file cannot be read
     * @throws org.yaml.snakeyaml.error.YAMLException if it is not YAML, or has a duplicate key
     */
    public static JsonNode openApi(Path docs) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        try (Reader reader = Files.newBufferedReader(docs.resolve(OPENAPI))) {
            Object document = new Yaml(new SafeConstructor(options)).load(reader);
            return StackJson.MAPPER.valueToTree(document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<Route> find(String path) {
        if (path.equals("/openapi.json")) {
            return Optional.of(
                    query -> new Answer(200, "application/json", openApi(docs).toString()));
        }
        if (PAGES.contains(path)) {
            // As plain text, because browsers download Markdown instead of showing it.
            return Optional.of(query -> new Answer(200, "text/plain;charset=utf-8", page(path)));
        }
        return Optional.empty();
    }

    private String page(String path) {
        try {
            return Files.readString(docs.resolve(path.substring(1)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
