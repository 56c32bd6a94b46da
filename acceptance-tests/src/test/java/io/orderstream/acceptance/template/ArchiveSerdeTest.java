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
 * Tests how Athena reads a line of the archive. The OpenX JSON SerDe parses it with {@code new
 * JSONObject(caseInsensitive, line)}, and uses the text of a member for a string column.
 */
class ArchiveSerdeTest {

    private static final String LINE =
            """
            {"orderid":"o1","accountid":"a1","total":"9","details":{"Size":"L","size":"S",\
            "extras":[{"Milk":"oat","milk":"no"}]}}""";

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
                        """
                        {"Size":"L","size":"S","extras":[{"Milk":"oat","milk":"no"}]}""");
    }

    /** Column names are in lower case, and so are the members of a line. */
    @Test
    void theColumnsAreFoundAsTheyAreWritten() {
        JSONObject row = read(LINE);

        assertThat(row.keySet()).containsExactly("orderid", "accountid", "total", "details");
        assertThat(row.get("total")).isEqualTo("9");
    }

    private JSONObject read(String line) {
        // The SerDe reads its parameter like this. The default is true.
        boolean caseInsensitive =
                Boolean.parseBoolean(parameters.getOrDefault("case.insensitive", "true"));
        return new JSONObject(caseInsensitive, line);
    }
}
