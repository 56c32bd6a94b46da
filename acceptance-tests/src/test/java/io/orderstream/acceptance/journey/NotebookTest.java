package io.orderstream.acceptance.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Checks the committed notebook. {@link NotebookCases} runs it. */
class NotebookTest {

    static final Path NOTEBOOK = Path.of("../notebooks/client.ipynb");

    private final JsonNode cells;

    NotebookTest() throws IOException {
        cells = Json.read(Files.readString(NOTEBOOK)).path("cells");
    }

    @Test
    void noOutputIsCommitted() {
        assertThat(cells)
                .filteredOn(cell -> cell.path("cell_type").asText().equals("code"))
                .hasSizeGreaterThan(5)
                .allSatisfy(
                        cell -> {
                            assertThat(cell.path("outputs")).isEmpty();
                            assertThat(cell.path("execution_count").isNull()).isTrue();
                        });
    }

    /**
     * The first four sections do what the oldest client of the API does (notebooks/README.md). This
     * test checks only their headings.
     */
    @Test
    void theFirstFourHeadingsAreTheStepsOfTheOldestClient() {
        List<String> headings = new ArrayList<>();
        for (JsonNode cell : cells) {
            String text = cell.path("source").path(0).asText();
            if (text.startsWith("## ")) {
                headings.add(text.strip());
            }
        }

        assertThat(headings)
                .startsWith(
                        "## Post ten orders",
                        "## Read an order back",
                        "## All orders of an account, newest first",
                        "## The invoice of an order, through a presigned URL");
    }
}
