package io.orderstream.acceptance.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Runs the notebook with Jupyter, and calls the functions of its first code cell with Python. If
 * one of these programs is missing, the test that needs it is skipped. If the environment has
 * {@code CI=true}, the test fails instead.
 */
abstract class NotebookCases {

    private static final Pattern ACCEPTED = Pattern.compile("(?m)^202 ([0-9a-f-]{36})$");
    private static final String SECONDS = "300";

    /**
     * Runs the notebook's first code cell, and calls its functions. The arguments are the path of
     * the notebook and the ports of four servers: the first shows a web page, the second asks for a
     * token, the third never answers, and the fourth is the stack.
     */
    private static final String FIRST_CELL_TEST =
            """
            import json, os, sys
            with open(sys.argv[1]) as notebook:
                cells = json.load(notebook)["cells"]
            exec("".join(cells[1]["source"]))
            page, refusing, silent, stack = map(int, sys.argv[2:])

            def error_of(function, *arguments, **more):
                try:
                    return f"no error but {function(*arguments, **more)}"
                except Exception as error:
                    return f"{type(error).__name__}: {error}"

            del os.environ["ORDERSTREAM_URL"]
            assert find_stack([page, refusing, stack]) == f"http://127.0.0.1:{stack}"
            none = error_of(find_stack, [page])
            assert none.startswith(f"RuntimeError: No stack answers at the ports from {page} on."), none
            assert "token" not in none, none
            refused = error_of(find_stack, [refusing, page])
            assert f"http://127.0.0.1:{refusing} asks for a token" in refused, refused

            late = error_of(wait_for, "/order", seconds=0, accountid="nobody", vendorid="v1")
            assert late.startswith("TimeoutError: ") and "still 404" in late, late
            wrong = error_of(wait_for, "/orders", limit="many")
            assert wrong.startswith("RuntimeError: ") and ": 400 " in wrong, wrong

            api, TIMEOUT = f"http://127.0.0.1:{silent}", 0.5
            silence = error_of(call, "GET", "/orders", accountid="a0")
            assert "timed out" in silence, silence
            """;

    private final StackUnderTest stack;

    NotebookCases(StackUnderTest stack) {
        this.stack = stack;
    }

    @Test
    void theNotebookRunsFromItsFirstToItsLastCell() throws Exception {
        InstalledProgram nbconvert =
                InstalledProgram.require(
                        "jupyter-nbconvert",
                        "jupyter-nbconvert, python3-ipykernel, python3-pandas and"
                                + " python3-matplotlib");
        Path directory = Path.of("target", "notebook");
        nbconvert.run(
                directory.resolve("home"),
                Map.of("ORDERSTREAM_URL", stack.apiAddress().toString()),
                "--to=notebook",
                "--execute",
                // The defaults are too short for a busy machine.
                "--ExecutePreprocessor.startup_timeout=" + SECONDS,
                "--ExecutePreprocessor.iopub_timeout=" + SECONDS,
                "--output-dir=" + directory,
                NotebookTest.NOTEBOOK.toString());

        JsonNode cells =
                Json.read(Files.readString(directory.resolve("client.ipynb"))).path("cells");
        String printed = String.join("", outputs(cells, "/text"));
        String shown = String.join("", outputs(cells, "/data/text~1html"));
        List<String> ids = new ArrayList<>();
        Matcher accepted = ACCEPTED.matcher(printed);
        while (accepted.find()) {
            ids.add(accepted.group(1));
        }
        assertThat(ids).hasSize(10).doesNotHaveDuplicates();
        assertThat(printed)
                .contains("  \"orderid\": \"" + ids.get(0) + "\",\n")
                .contains("\n202 300 orders\n300 can be read\n");
        assertThat(shown).contains("<iframe ").contains(ids);
        assertThat(outputs(cells, "/data/image~1png")).hasSize(2);
    }

    @Test
    void theNotebookFindsTheStack_andLimitsEachWait() throws Exception {
        InstalledProgram python = InstalledProgram.require("python3", "python3");
        HttpServer page = server(200, "<html></html>");
        HttpServer refusing = server(401, "{\"message\":\"Unauthorized\"}");
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            python.run(
                    Path.of("target", "notebook", "home"),
                    Map.of("ORDERSTREAM_URL", stack.apiAddress().toString()),
                    "-c",
                    FIRST_CELL_TEST,
                    NotebookTest.NOTEBOOK.toString(),
                    String.valueOf(page.getAddress().getPort()),
                    String.valueOf(refusing.getAddress().getPort()),
                    String.valueOf(silent.getLocalPort()),
                    String.valueOf(stack.apiAddress().getPort()));
        } finally {
            page.stop(0);
            refusing.stop(0);
        }
    }

    private static HttpServer server(int status, String body) throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    try (exchange) {
                        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                        exchange.sendResponseHeaders(status, bytes.length);
                        exchange.getResponseBody().write(bytes);
                    }
                });
        server.start();
        return server;
    }

    /** The outputs of one kind. A notebook stores a text as a string or as a list of lines. */
    private static List<String> outputs(JsonNode cells, String pointer) {
        List<String> outputs = new ArrayList<>();
        for (JsonNode cell : cells) {
            for (JsonNode output : cell.path("outputs")) {
                JsonNode text = output.at(pointer);
                if (text.isTextual()) {
                    outputs.add(text.asText());
                } else if (text.isArray()) {
                    StringBuilder lines = new StringBuilder();
                    text.forEach(line -> lines.append(line.asText()));
                    outputs.add(lines.toString());
                }
            }
        }
        return outputs;
    }
}
