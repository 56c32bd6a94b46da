package io.orderstream.embedded.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.orderstream.embedded.json.StackJson;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * Serves what describes the API: {@code GET /openapi.json}, and {@code GET /problems.md}, to which
 * the OpenAPI document links. On AWS nobody serves them. The files are read for each request, so
 * that a change to them is visible at once.
 *
 * <pre>{@code
 * List<Handler> pages = List.of(new ApiDocuments(root.resolve("docs")));
 * HttpGateway.start(template, "000000000000", 0, functions, pages);
 * }</pre>
 */
public final class ApiDocuments extends Handler.Abstract {

    private static final String OPENAPI = "openapi.yaml";
    private static final String PROBLEMS = "problems.md";

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
     * @throws IOException if the file cannot be read
     * @throws org.yaml.snakeyaml.error.YAMLException if it is not YAML, or has a duplicate key
     */
    public static JsonNode openApi(Path docs) throws IOException {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        try (Reader reader = Files.newBufferedReader(docs.resolve(OPENAPI))) {
            Object document = new Yaml(new SafeConstructor(options)).load(reader);
            return StackJson.MAPPER.valueToTree(document);
        }
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback)
            throws IOException {
        if (isFor("/openapi.json", request)) {
            answer(response, "application/json", openApi(docs).toString(), callback);
            return true;
        }
        if (isFor("/problems.md", request)) {
            // As plain text, since browsers save Markdown as a file.
            String page = Files.readString(docs.resolve(PROBLEMS));
            answer(response, "text/plain;charset=utf-8", page, callback);
            return true;
        }
        return false;
    }

    private static boolean isFor(String path, Request request) {
        return HttpMethod.GET.is(request.getMethod())
                && path.equals(request.getHttpURI().getPath());
    }

    private static void answer(Response response, String type, String text, Callback callback) {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        Content.Sink.write(response, true, text, callback);
    }
}
