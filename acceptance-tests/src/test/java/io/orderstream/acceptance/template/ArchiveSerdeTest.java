package io.orderstream.acceptance.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.embedded.stack.Installation;
import io.orderstream.embedded.template.Template;
import io.orderstream.embedded.template.Value;
import io.starburst.openjson.JSONObject;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests how Athena reads a line of the archive. The OpenX JSON SerDe parses the line with {@code
 * new JSONObject(caseInsensitive, line)}. The value of a string column is {@code toString()} of the
 * member, also if the member is an object, such as {@code details}.
 */
class ArchiveSerdeTest {

    private static final String LINE =
            """
            {"orderid":"o1","accountid":"a1","total":"9","details":{"Size":"L","size":"S",\
            "extras":[{"Milk":"oat","milk":"no"}]}}""";

    @ParameterizedTest
    @ValueSource(strings = {"OrderLines", "EventLines"})
    void keysThatDifferInCaseOnlyAreTwoKeys_atEveryLevelOfDetails(String table) {
        JSONObject row = read(table);

        assertThat(row.get("details"))
                .hasToString(
                        """
                        {"Size":"L","size":"S","extras":[{"Milk":"oat","milk":"no"}]}""");
    }

    /**
     * The SerDe distinguishes upper and lower case in keys. It still finds the columns, because
     * both their names and the top-level keys of a line are in lower case.
     */
    @ParameterizedTest
    @ValueSource(strings = {"OrderLines", "EventLines"})
    void theTopLevelKeysAreReadAsTheyAreWritten(String table) {
        JSONObject row = read(table);

        assertThat(row.keySet()).containsExactly("orderid", "accountid", "total", "details");
        assertThat(row.get("total")).isEqualTo("9");
    }

    /** The line as the SerDe reads it with the parameters of this table in the template. */
    private static JSONObject read(String table) {
        Map<String, String> parameters =
                TemplateDefaults.resolve(
                                Template.load(new Installation(Path.of("..")).template()), Map.of())
                        .resource(table)
                        .get("TableInput")
                        .get("StorageDescriptor")
                        .get("SerdeInfo")
                        .find("Parameters")
                        .map(Value::texts)
                        .orElse(Map.of());
        // The SerDe parses the parameter as the next statement does, with the same default.
        boolean caseInsensitive =
                Boolean.parseBoolean(parameters.getOrDefault("case.insensitive", "true"));
        return new JSONObject(caseInsensitive, LINE);
    }
}
