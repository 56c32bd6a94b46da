package io.orderstream.embedded.console;

import io.orderstream.embedded.gateway.LocalRoutes.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The files of the console's page. They are resources in the package of this class. */
final class ConsolePage {

    private static final String DIRECTORY = "/local/console/";

    private static final List<String> FILES =
            List.of(
                    "console.css",
                    "icon.svg",
                    "api.js",
                    "archive.js",
                    "browser.js",
                    "chart.js",
                    "decimal.js",
                    "documentnumber.js",
                    "dom.js",
                    "find.js",
                    "item.js",
                    "job.js",
                    "live.js",
                    "main.js",
                    "openapi.js",
                    "order.js",
                    "orders.js",
                    "problem.js",
                    "record.js",
                    "rejected.js",
                    "stream.js",
                    "table.js");

    private static final Map<String, String> TYPES =
            Map.of(
                    "html", "text/html; charset=utf-8",
                    "css", "text/css; charset=utf-8",
                    "svg", "image/svg+xml",
                    "js", "text/javascript; charset=utf-8");

    private ConsolePage() {}

    /** All files by path: the page is {@code /}, the others are below {@code /local/console/}. */
    static Map<String, Answer> files() {
        Map<String, Answer> files = new LinkedHashMap<>();
        files.put("/", read("console.html"));
        for (String name : FILES) {
            files.put(DIRECTORY + name, read(name));
        }
        return files;
    }

    private static Answer read(String name) {
        try (InputStream in = ConsolePage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("The page has no file " + name);
            }
            String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
            return new Answer(200, type, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
