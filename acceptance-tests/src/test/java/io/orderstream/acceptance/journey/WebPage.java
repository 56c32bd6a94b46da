package io.orderstream.acceptance.journey;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A page with its own origin. A headless Chromium opens the page. The script of the page can fetch
 * everything that the browser allows.
 *
 * <pre>{@code
 * try (WebPage page = WebPage.open()) {
 *     page.run("return (await fetch('/nothing')).status"); // {"value":404}
 * }
 * }</pre>
 *
 * <p>If Chromium is missing, the test is skipped. With {@code CI=true} in the environment, it fails
 * instead.
 */
final class WebPage implements AutoCloseable {

    /** The limit for a browser that hangs. On an idle machine, a page takes four seconds. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final String HTML =
            """
            <!doctype html>
            <meta charset="utf-8">
            <script>
            (async () => {
              let outcome;
              try {
                outcome = {value: await (async () => { %s })()};
              } catch (e) {
                outcome = {error: String(e)};
              }
              await fetch('/outcome', {method: 'POST', body: JSON.stringify(outcome)});
            })();
            </script>
            """;

    private final HttpServer server;
    private volatile String script = "";
    private volatile CompletableFuture<JsonNode> outcome = new CompletableFuture<>();

    private WebPage(HttpServer server) {
        this.server = server;
    }

    /** Serves a page with a new origin. */
    static WebPage open() {
        requireChromium();
        try {
            HttpServer server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            WebPage page = new WebPage(server);
            server.createContext("/", page::answer);
            server.start();
            return page;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** If Chromium is missing, skips the test. With {@code CI=true}, fails the test instead. */
    static void requireChromium() {
        if (!installed()) {
            if ("true".equals(System.getenv("CI"))) {
                fail("Chromium is missing: install Debian's package chromium.");
            }
            assumeTrue(false, "Chromium is missing: install it to run the tests in a browser.");
        }
    }

    private static boolean installed() {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "chromium")));
    }

    /** The page's origin, as the browser sends it. */
    String origin() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /**
     * The command that starts a headless Chromium. The caller may add arguments to the list.
     *
     * @param profile a new, empty directory for the profile of this browser
     * @param more further flags, and the page to open
     */
    static List<String> chromium(Path profile, String... more) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "chromium",
                                "--headless",
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync",
                                "--user-data-dir=" + profile));
        command.addAll(List.of(more));
        return command;
    }

    /**
     * Opens the page with this script, which is the body of an async function. Returns an object
     * that has the result as {@code value}, or the exception as {@code error}.
     */
    JsonNode run(String body) {
        script = body;
        outcome = new CompletableFuture<>();
        try {
            Path directory = Files.createDirectories(Path.of("target", "browser"));
            Path log = directory.resolve("chromium.log");
            Path profile = Files.createTempDirectory(directory, "profile-").toAbsolutePath();
            Process chromium =
                    new ProcessBuilder(chromium(profile, origin() + "/"))
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start();
            try {
                return outcomeOf(chromium, log);
            } finally {
                chromium.descendants().forEach(ProcessHandle::destroyForcibly);
                chromium.destroyForcibly().waitFor();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** How many sheets of paper a page takes when it is printed. */
    static int sheetsOf(String html) {
        try {
            Path directory = Files.createDirectories(Path.of("target", "browser"));
            Path page = Files.createTempFile(directory, "page-", ".html");
            Path pdf = directory.resolve(page.getFileName() + ".pdf");
            Files.writeString(page, html);
            Process chromium =
                    new ProcessBuilder(
                                    "chromium",
                                    "--headless",
                                    "--no-sandbox",
                                    "--disable-gpu",
                                    "--no-first-run",
                                    "--disable-background-networking",
                                    "--no-pdf-header-footer",
                                    "--user-data-dir="
                                            + Files.createTempDirectory(directory, "profile-")
                                                    .toAbsolutePath(),
                                    "--print-to-pdf=" + pdf.toAbsolutePath(),
                                    page.toUri().toString())
                            .redirectErrorStream(true)
                            .redirectOutput(directory.resolve("print.log").toFile())
                            .start();
            try {
                if (!chromium.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                    throw new AssertionError("Chromium printed nothing in " + PATIENCE);
                }
            } finally {
                chromium.descendants().forEach(ProcessHandle::destroyForcibly);
                chromium.destroyForcibly().waitFor();
            }
            // Each page of a PDF is an object with this type.
            return (int)
                    Pattern.compile("/Type\\s*/Page[^s]")
                            .matcher(Files.readString(pdf, StandardCharsets.ISO_8859_1))
                            .results()
                            .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private JsonNode outcomeOf(Process chromium, Path log)
            throws IOException, InterruptedException {
        CompletableFuture<JsonNode> ended =
                chromium.onExit()
                        .thenApply(
                                dead -> {
                                    throw new IllegalStateException(
                                            "Chromium ended with the exit code "
                                                    + dead.exitValue());
                                });
        try {
            return outcome.applyToEither(ended, Function.identity())
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError(
                    "The page reported no outcome: " + e + "\n" + Files.readString(log), e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            switch (exchange.getRequestURI().getPath()) {
                case "/" -> {
                    byte[] html = HTML.formatted(script).getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().set("content-type", "text/html");
                    exchange.sendResponseHeaders(200, html.length);
                    exchange.getResponseBody().write(html);
                }
                case "/outcome" -> {
                    outcome.complete(
                            Json.read(
                                    new String(
                                            exchange.getRequestBody().readAllBytes(),
                                            StandardCharsets.UTF_8)));
                    exchange.sendResponseHeaders(204, -1);
                }
                default -> exchange.sendResponseHeaders(404, -1);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
