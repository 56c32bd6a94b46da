package io.orderstream.acceptance.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The notebook runs from its first to its last cell, with Jupyter. Without Jupyter the test is
 * skipped; with {@code CI=true} it fails.
 */
class NotebookITCase {

    private static final Pattern ACCEPTED = Pattern.compile("(?m)^202 ([0-9a-f-]{36})$");
    private static final String SECONDS = "300";

    @Test
    void runsFromItsFirstToItsLastCell() throws Exception {
        InstalledProgram nbconvert =
                InstalledProgram.require(
                        "jupyter-nbconvert",
                        "jupyter-nbconvert, python3-ipykernel, python3-pandas and"
                                + " python3-matplotlib");
        Path directory = Path.of("target", "notebook");
        try (StackUnderTest stack = StackUnderTest.start("notebook", options -> options)) {
            stack.startJob();
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
        }

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
