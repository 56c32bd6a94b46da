package io.orderstream.acceptance.journey;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * A tab of a headless Chromium. In this tab, a test visits a page, acts as a user does, and looks
 * at what the page shows.
 *
 * <pre>{@code
 * try (BrowserTab tab = BrowserTab.open()) {
 *     tab.visit(URI.create("http://127.0.0.1:1234/"));
 *     tab.run("return document.title"); // "Orders – Orderstream console"
 * }
 * }</pre>
 *
 * <p>If Chromium is missing, the test is skipped. If the environment has {@code CI=true}, the test
 * fails instead.
 *
 * @see <a href="https://chromedevtools.github.io/devtools-protocol/">Chrome DevTools Protocol</a>
 */
final class BrowserTab implements AutoCloseable {

    /** The limit of each wait, in case the browser hangs. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Process chromium;
    private final WebSocket socket;
    private final Messages messages;
    private final AtomicInteger lastId = new AtomicInteger();

    private BrowserTab(Process chromium, WebSocket socket, Messages messages) {
        this.chromium = chromium;
        this.socket = socket;
        this.messages = messages;
    }

    /**
     * Starts Chromium with an empty tab.
     *
     * @param flags more flags for Chromium
     */
    static BrowserTab open(String... flags) {
        WebPage.requireChromium();
        try {
            Path directory = Files.createDirectories(Path.of("target", "browser"));
            Path profile = Files.createTempDirectory(directory, "tab-").toAbsolutePath();
            List<String> command = WebPage.chromium(profile, "--remote-debugging-port=0");
            command.addAll(List.of(flags));
            command.add("about:blank");
            Process chromium =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(directory.resolve("tab.log").toFile())
                            .start();
            try {
                Messages messages = new Messages();
                HttpClient http = HttpClient.newHttpClient();
                URI tab = addressOfTab(http, profile.resolve("DevToolsActivePort"));
                WebSocket socket = join(http.newWebSocketBuilder().buildAsync(tab, messages));
                BrowserTab opened = new BrowserTab(chromium, socket, messages);
                for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
                    opened.call(domain + ".enable", Json.MAPPER.createObjectNode());
                }
                return opened;
            } catch (RuntimeException | Error e) {
                end(chromium);
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static URI addressOfTab(HttpClient http, Path portFile) {
        String port =
                await("Chromium listens")
                        .atMost(PATIENCE)
                        .until(
                                () ->
                                        Files.exists(portFile)
                                                ? Files.readAllLines(portFile)
                                                : List.<String>of(),
                                lines -> lines.size() >= 2)
                        .get(0);
        HttpRequest list =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/list"))
                        .build();
        return await("Chromium has a tab")
                .atMost(PATIENCE)
                .until(
                        () -> {
                            for (JsonNode target :
                                    Json.read(http.send(list, BodyHandlers.ofString()).body())) {
                                if (target.path("type").asText().equals("page")) {
                                    return URI.create(target.path("webSocketDebuggerUrl").asText());
                                }
                            }
                            return null;
                        },
                        address -> address != null);
    }

    /** Loads a page. */
    void visit(URI address) {
        call("Page.navigate", Json.MAPPER.createObjectNode().put("url", address.toString()));
        // The script fails if the tab moves to the new page meanwhile. The test then tries again.
        await("the page is loaded")
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .ignoreExceptions()
                .until(
                        () ->
                                run("return document.readyState === 'complete'"
                                                + " && location.href !== 'about:blank'")
                                        .asBoolean());
    }

    /** Gives the window this width, and the page light or dark colours. */
    void look(int width, String colours) {
        ObjectNode size = Json.MAPPER.createObjectNode();
        size.put("width", width)
                .put("height", 900)
                .put("deviceScaleFactor", 1)
                .put("mobile", false);
        call("Emulation.setDeviceMetricsOverride", size);
        // Hides scrollbars, as phones do. If a page reserves room for a scrollbar, this room is
        // then an empty strip, which tests can find.
        call("Emulation.setScrollbarsHidden", Json.MAPPER.createObjectNode().put("hidden", true));
        ObjectNode media = Json.MAPPER.createObjectNode();
        media.putArray("features")
                .addObject()
                .put("name", "prefers-color-scheme")
                .put("value", colours);
        call("Emulation.setEmulatedMedia", media);
    }

    /** The addresses of all tabs, including the tabs that the page has opened. */
    List<String> addresses() {
        List<String> addresses = new ArrayList<>();
        call("Target.getTargets", Json.MAPPER.createObjectNode())
                .path("targetInfos")
                .forEach(target -> addresses.add(target.path("url").asText()));
        return addresses;
    }

    /** Runs a script on each page before the page's own scripts. */
    void runFirst(String script) {
        call(
                "Page.addScriptToEvaluateOnNewDocument",
                Json.MAPPER.createObjectNode().put("source", script));
    }

    /** Runs the body of an async function in the page, and returns its result. */
    JsonNode run(String body) {
        ObjectNode parameters = Json.MAPPER.createObjectNode();
        parameters.put("expression", "(async () => {" + body + "})()");
        parameters.put("awaitPromise", true).put("returnByValue", true);
        // The script runs as if a user had clicked.
        parameters.put("userGesture", true);
        JsonNode answer = call("Runtime.evaluate", parameters);
        if (answer.has("exceptionDetails")) {
            throw new AssertionError(body + "\n" + answer.path("exceptionDetails"));
        }
        return answer.path("result").path("value");
    }

    /** Waits until an expression is true in the page. */
    void awaitTrue(String expression) {
        await(expression)
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .until(() -> run("return Boolean(" + expression + ")").asBoolean());
    }

    /** Presses a key, such as {@code Tab} with the code 9, or {@code Enter} with the code 13. */
    void press(String key, int code) {
        for (String type : List.of("keyDown", "keyUp")) {
            ObjectNode event = Json.MAPPER.createObjectNode();
            event.put("type", type).put("key", key).put("code", key);
            event.put("windowsVirtualKeyCode", code);
            if (code == 13 && type.equals("keyDown")) {
                event.put("text", "\r");
            }
            call("Input.dispatchKeyEvent", event);
        }
    }

    /**
     * The exceptions of the page's scripts, and the errors that the browser logged, for example
     * when it refused something because of the content security policy. Errors of the network are
     * left out, for example an answer with an error status, or a refused connection.
     */
    List<String> errors() {
        return List.copyOf(messages.errors);
    }

    /** The {@link #errors} since the last call of this method. */
    List<String> takeErrors() {
        List<String> errors = errors();
        messages.errors.removeAll(errors);
        return errors;
    }

    /** Prints the page on A4, and returns the PDF. */
    byte[] print() {
        ObjectNode paper = Json.MAPPER.createObjectNode();
        paper.put("paperWidth", 8.27).put("paperHeight", 11.69);
        return Base64.getDecoder().decode(call("Page.printToPDF", paper).path("data").asText());
    }

    private JsonNode call(String method, ObjectNode parameters) {
        int id = lastId.incrementAndGet();
        CompletableFuture<JsonNode> answer = messages.expect(id);
        ObjectNode call = Json.MAPPER.createObjectNode().put("id", id).put("method", method);
        call.set("params", parameters);
        join(socket.sendText(call.toString(), true));
        JsonNode answered = join(answer.applyToEither(messages.ended, Function.identity()));
        if (answered.has("error")) {
            throw new IllegalStateException(method + ": " + answered.path("error"));
        }
        return answered.path("result");
    }

    /**
     * Waits until this address has answered a request of the page, and returns the status. The
     * browser may hide this status from the page, if the address has another origin.
     *
     * @param origin the origin of the page. The path of the page must be {@code /}. Requests of
     *     other pages in this tab do not count.
     */
    int awaitStatus(String origin, URI address) {
        return await("an answer of " + address + " for " + origin)
                .atMost(PATIENCE)
                .until(
                        () -> messages.status(new Request(origin + "/", address.toString())),
                        Objects::nonNull);
    }

    @Override
    public void close() {
        socket.abort();
        end(chromium);
    }

    private static void end(Process chromium) {
        chromium.descendants().forEach(ProcessHandle::destroyForcibly);
        join(chromium.destroyForcibly().onExit());
    }

    private static <T> T join(CompletableFuture<T> future) {
        return future.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    /** The address of a request, and the address of the page that sent the request. */
    private record Request(String page, String address) {}

    private static final class Messages implements WebSocket.Listener {

        private final StringBuilder part = new StringBuilder();
        private final Map<Integer, CompletableFuture<JsonNode>> expected =
                new ConcurrentHashMap<>();
        private final List<String> errors = new CopyOnWriteArrayList<>();

        /** Fails when the connection to Chromium ends. */
        private final CompletableFuture<JsonNode> ended = new CompletableFuture<>();

        // The keys of both maps are Chromium's request ids. Chromium reports the addresses of a
        // request in one event, and the status in another event. Either event can come first.
        private final Map<String, Request> requests = new ConcurrentHashMap<>();
        private final Map<String, Integer> statuses = new ConcurrentHashMap<>();

        /** The status of the answer to this request; null if there is no answer yet. */
        private Integer status(Request wanted) {
            return requests.entrySet().stream()
                    .filter(request -> request.getValue().equals(wanted))
                    .map(request -> statuses.get(request.getKey()))
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(null);
        }

        CompletableFuture<JsonNode> expect(int id) {
            return expected.computeIfAbsent(id, key -> new CompletableFuture<>());
        }

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            part.append(data);
            if (last) {
                JsonNode message = Json.read(part.toString());
                part.setLength(0);
                if (message.has("id")) {
                    expect(message.path("id").asInt()).complete(message);
                } else {
                    note(message);
                }
            }
            webSocket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket webSocket, int status, String reason) {
            ended.completeExceptionally(new IOException("Chromium closed the connection"));
            return null;
        }

        @Override
        public void onError(WebSocket webSocket, Throwable error) {
            ended.completeExceptionally(error);
        }

        private void note(JsonNode event) {
            JsonNode parameters = event.path("params");
            String request = parameters.path("requestId").asText();
            switch (event.path("method").asText()) {
                case "Network.requestWillBeSent" ->
                        requests.put(
                                request,
                                new Request(
                                        parameters.path("documentURL").asText(),
                                        parameters.at("/request/url").asText()));
                // This event also comes for an answer that the browser hides from the page.
                case "Network.responseReceivedExtraInfo" ->
                        statuses.put(request, parameters.path("statusCode").asInt());
                default -> noteError(event, parameters);
            }
        }

        private void noteError(JsonNode event, JsonNode parameters) {
            JsonNode entry = parameters.path("entry");
            if (event.path("method").asText().equals("Runtime.exceptionThrown")) {
                errors.add(parameters.path("exceptionDetails").toString());
            } else if (entry.path("level").asText().equals("error")
                    && !entry.path("source").asText().equals("network")) {
                errors.add(entry.toString());
            }
        }
    }
}
