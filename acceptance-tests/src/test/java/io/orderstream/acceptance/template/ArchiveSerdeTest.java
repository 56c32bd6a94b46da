package io.orderstream.acceptance.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.embedded.stack.Installation;
import io.orderstream.embedded.template.Template;
import io.orderstream.embedded.template.Value;
import io.starburst.openjson.JSONObject;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What Athena makes of a line of the archive: the OpenX JSON SerDe reads it with this parser,
 * {@code new JSONObject(caseInsensitive, line)}, and takes the text of a member for a column of
 * text.
 */
class ArchiveSerdeTest {

    private static final String LINE =
            "{\"orderid\":\"o1\",\"accountid\":\"a1\",\"total\":\"9\",\"details\":{\"Size\":\"L\","
                    + "\"size\":\"S\",\"extras\":[{\"Milk\":\"oat\",\"milk\":\"no\"}]}}";

    /** The SerDe's parameters in the template. */
    private final Map<String, String> parameters =
            TemplateDefaults.resolve(
                            Template.load(new Installation(Path.of("..")).template()), Map.of())
                    .resource("InvoiceLines")
                    .get("TableInput")
                    .get("StorageDescriptor")
                    .get("SerdeInfo")
                    .find("Parameters")
                    .map(Value::texts)
                    .orElse(Map.of());

    @Test
    void keysThatDifferInCaseOnlyAreTwoKeys_atEveryLevel() {
        JSONObject row = read(LINE);

        assertThat(row.get("details"))
                .hasToString(
                        "{\"Size\":\"L\",\"size\":\"S\","
                                + "\"extras\":[{\"Milk\":\"oat\",\"milk\":\"no\"}]}");
    }

    /** Column names are in small letters, and so are the members of a line. */
    @Test
    void theColumnsAreFoundAsTheyAreWritten() {
        JSONObject row = read(LINE);

        assertThat(row.keySet()).containsExactly("orderid", "accountid", "total", "details");
        assertThat(row.get("total")).isEqualTo("9");
    }

    private JSONObject read(String line) {
        // As the SerDe reads its parameter; true is its default.
        boolean caseInsensitive =
                Boolean.parseBoolean(parameters.getOrDefault("case.insensitive", "true"));
        return new JSONObject(caseInsensitive, line);
    }
}
