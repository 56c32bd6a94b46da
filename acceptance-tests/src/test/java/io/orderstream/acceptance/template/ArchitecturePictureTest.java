package io.orderstream.acceptance.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.orderstream.embedded.template.Template;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xml.sax.InputSource;

/**
 * The picture in the documentation shows the current template, and its colours have enough
 * contrast.
 */
class ArchitecturePictureTest {

    private static final Path TEMPLATE = Path.of("../cloudformation/template.yaml");
    private static final Path IN_THE_DOCUMENTS = Path.of("../docs/architecture.svg");
    private static final Path DRAWN = Path.of("target/architecture.svg");

    @Test
    void thePictureInTheDocumentationShowsTheCurrentTemplate() throws IOException {
        Files.writeString(DRAWN, ArchitecturePicture.of(Template.load(TEMPLATE).json()));

        assertThat(IN_THE_DOCUMENTS)
                .as("If the picture is outdated: cp acceptance-tests/target/architecture.svg docs/")
                .hasSameTextualContentAs(DRAWN);
    }

    @Test
    void thePictureIsXml() throws Exception {
        assertThat(
                        DocumentBuilderFactory.newInstance()
                                .newDocumentBuilder()
                                .parse(new InputSource(new StringReader(drawn(theTemplate()))))
                                .getDocumentElement()
                                .getTagName())
                .isEqualTo("svg");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Queue  | AWS::SQS::Queue",
                "Second | AWS::DynamoDB::Table",
                "Third  | AWS::Lambda::Function"
            })
    void aResourceWithoutAPlaceIsRefused(String id, String type) throws IOException {
        EditableTemplate changed =
                theTemplate()
                        .set("Resources." + id, "{\"Type\": \"" + type + "\", \"Properties\": {}}");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> drawn(changed))
                .withMessage(
                        "%s (%s) has no place in the picture: give it a box in"
                                + " ArchitecturePicture.BOXES, or add its type to DETAILS",
                        id, type);
    }

    @Test
    void aBoxWithoutAResourceIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> drawn(theTemplate().withoutAny("AWS::CloudWatch::Dashboard")))
                .withMessage(
                        "Dashboard is not in the template: remove it from"
                                + " ArchitecturePicture.BOXES");
    }

    @Test
    void aPermissionThatMovesDataNeedsAnArrow() throws IOException {
        EditableTemplate changed =
                theTemplate().set(statement("IngestRole", 0, "Action"), "[\"kinesis:GetRecords\"]");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> drawn(changed))
                .withMessage(
                        "Stream -> IngestFunction has no place in the picture: add it to"
                                + " ArchitecturePicture.COURSES\n"
                                + "IngestFunction -> Stream is not in the template: remove it from"
                                + " ArchitecturePicture.COURSES");
    }

    @Test
    void anUnknownPermissionIsRefused() throws IOException {
        EditableTemplate changed =
                theTemplate().set(statement("QueryRole", 0, "Action"), "\"dynamodb:PutItem\"");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> drawn(changed))
                .withMessage(
                        "QueryFunction has the right to dynamodb:PutItem on Table: say in"
                                + " TemplateArrows which arrow this is");
    }

    @Test
    void thePictureNamesRoutesAndPermissions_andCountsTheAlarms() throws IOException {
        EditableTemplate changed =
                theTemplate()
                        .set("Resources.GetInvoiceRoute.Properties.RouteKey", "\"GET /bill\"")
                        .set(statement("IngestRole", 0, "Action"), "[\"kinesis:PutRecord\"]")
                        .set("Parameters.RetentionHours.Default", "48")
                        .set(
                                "Resources.OddAlarm",
                                """
                                {"Type": "AWS::CloudWatch::Alarm",
                                 "Properties": {"Dimensions": [{"Value": {"Ref": "Table"}}]}}
                                """);

        assertThat(drawn(theTemplate()))
                .contains(
                        ">GET /invoice<", ">PutRecords<", ">kept for 7 days<", ">SNS, 22 alarms<");
        assertThat(drawn(changed))
                .contains(">GET /bill<", ">PutRecord<", ">kept for 2 days<", ">SNS, 23 alarms<")
                .doesNotContain(">GET /invoice<", ">PutRecords<");
    }

    /** WCAG asks for a contrast of 4.5 for text, and of 3 for lines. */
    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void theColoursHaveEnoughContrast(String scheme) {
        String[] styles = ArchitecturePicture.STYLE.split("@media", -1);
        Map<String, Double> colours = new TreeMap<>();
        Pattern.compile("--([a-z]+): #([0-9a-f]{6});")
                .matcher(styles[scheme.equals("light") ? 0 : 1])
                .results()
                .forEach(colour -> colours.put(colour.group(1), luminance(colour.group(2))));

        assertThat(colours).hasSize(10);
        for (String background : new String[] {"page", "box"}) {
            for (String text : new String[] {"ink", "soft"}) {
                assertThat(contrast(colours.get(text), colours.get(background)))
                        .as("%s on %s", text, background)
                        .isGreaterThan(4.5);
            }
            for (String line : new String[] {"edge", "in", "out", "api", "code", "data"}) {
                assertThat(contrast(colours.get(line), colours.get(background)))
                        .as("%s on %s", line, background)
                        .isGreaterThan(3);
            }
        }
    }

    private static double contrast(double one, double other) {
        return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    }

    /** The relative luminance, as WCAG 2.2 defines it. */
    private static double luminance(String hex) {
        return 0.2126 * linear(hex.substring(0, 2))
                + 0.7152 * linear(hex.substring(2, 4))
                + 0.0722 * linear(hex.substring(4, 6));
    }

    private static double linear(String hex) {
        double value = Integer.parseInt(hex, 16) / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    }

    private static EditableTemplate theTemplate() {
        return EditableTemplate.ofTheTemplate();
    }

    private static String drawn(EditableTemplate template) {
        return ArchitecturePicture.of(template.json());
    }

    private static String statement(String role, int number, String member) {
        return "Resources."
                + role
                + ".Properties.Policies.0.PolicyDocument.Statement."
                + number
                + "."
                + member;
    }
}
