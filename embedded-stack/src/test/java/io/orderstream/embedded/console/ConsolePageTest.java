package io.orderstream.embedded.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.embedded.gateway.LocalRoutes.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rules for the files of the page. */
class ConsolePageTest {

    /** {@code ApiDocuments} serves these paths, and {@code ConsolePage} does not. */
    private static final Set<String> SERVED_BY_OTHERS = Set.of("/openapi.json", "/problems.md");

    private final Map<String, Answer> files = ConsolePage.files();

    @Test
    void everyFileIsServed() throws IOException {
        Path directory = Path.of("src/main/resources/io/orderstream/embedded/console");
        try (Stream<Path> all = Files.list(directory)) {
            Set<String> expected =
                    all.map(file -> file.getFileName().toString())
                            .map(
                                    name ->
                                            name.equals("console.html")
                                                    ? "/"
                                                    : "/local/console/" + name)
                            .collect(Collectors.toCollection(TreeSet::new));
            assertThat(new TreeSet<>(files.keySet())).isEqualTo(expected);
        }
    }

    @Test
    void everyFileThatThePageNamesIsServed() {
        List<String> named = found("(?:src|href)=\"([^\"#]+)\"", files.get("/").body());

        assertThat(named)
                .contains("/local/console/console.css", "/local/console/main.js")
                .allMatch(path -> files.containsKey(path) || SERVED_BY_OTHERS.contains(path));
        for (String path : files.keySet()) {
            assertThat(found("(?:from|import) '\\./([^']+)'", files.get(path).body()))
                    .allMatch(name -> files.containsKey("/local/console/" + name));
        }
    }

    /**
     * The content security policy blocks inline scripts and styles, files of other hosts, and
     * scripts that turn a text into markup. This test searches only for the code in its list.
     */
    @Test
    void noFileHasListedCodeThatTheContentSecurityPolicyBlocks() {
        files.forEach(
                (path, file) -> {
                    assertThat(file.body())
                            .as(path)
                            .doesNotContain(
                                    "innerHTML",
                                    "outerHTML",
                                    "insertAdjacentHTML",
                                    "document.write",
                                    "DOMParser",
                                    "createContextualFragment",
                                    "eval(",
                                    "Function(",
                                    "<style",
                                    " style=\"",
                                    "@import",
                                    "url(")
                            .doesNotContainPattern("<script(?! [^>]*src=)| on[a-z]+=\"");
                    String withoutNamespaces =
                            file.body().replaceAll("http://www\\.w3\\.org/2000/svg", "");
                    assertThat(withoutNamespaces)
                            .as(path)
                            .doesNotContain("http://", "https://", "src=\"//");
                });
    }

    @Test
    void everyFieldHasALabel_andEveryIdThatScriptsUseExists() {
        String page = files.get("/").body();
        Set<String> ids = new TreeSet<>(found(" id=\"([^\"]+)\"", page));
        assertThat(ids).hasSameSizeAs(found(" id=\"([^\"]+)\"", page));
        assertThat(found("aria-(?:labelledby|describedby)=\"([^\"]+)\"", page)).isSubsetOf(ids);

        String withoutLabels = page.replaceAll("(?s)<label.*?</label>", "");
        assertThat(withoutLabels).doesNotContain("<input", "<select", "<textarea");

        for (String path : files.keySet()) {
            if (path.endsWith(".js")) {
                assertThat(found("\\$\\('#([\\w-]+)", files.get(path).body()))
                        .as(path)
                        .isSubsetOf(ids);
            }
        }
    }

    private static List<String> found(String regex, String text) {
        return Pattern.compile(regex).matcher(text).results().map(one -> one.group(1)).toList();
    }
}
