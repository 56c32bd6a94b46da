package io.orderstream.acceptance.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orderstream.embedded.stack.Installation;
import io.orderstream.embedded.stack.StackOptions;
import io.orderstream.embedded.template.PseudoParameters;
import io.orderstream.embedded.template.ResolvedTemplate;
import io.orderstream.embedded.template.Resource;
import io.orderstream.embedded.template.Template;
import io.orderstream.embedded.template.Value;
import io.orderstream.model.EventMember;
import io.orderstream.model.EventType;
import io.orderstream.model.LogPosition;
import io.orderstream.model.Received;
import io.orderstream.model.ReceivedEvent;
import io.orderstream.model.ReceivedOrder;
import io.orderstream.model.wire.EventDocument;
import io.orderstream.model.wire.OrderDocument;
import io.orderstream.model.wire.RecordCodec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests the texts in the template that people, CloudWatch and Athena read: descriptions, dashboard,
 * columns and views. Also tests what survives a deletion of the stack.
 */
class TemplateOperationsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Template source = Template.load(new Installation(Path.of("..")).template());
    private final ResolvedTemplate template =
            source.resolve(
                    StackOptions.defaults(Path.of("unused")).templateParameters(),
                    PseudoParameters.local("us-east-1", "orders"));

    @Test
    void everyAlarmTellsSomebodyWhatToLookAtFirst() {
        assertThat(template.ofType("AWS::CloudWatch::Alarm"))
                .allSatisfy(
                        alarm ->
                                assertThat(alarm.get("AlarmDescription").text())
                                        .contains(" Look first ")
                                        .hasSizeLessThanOrEqualTo(1024));
    }

    @Test
    void theDashboardShowsEveryAlarm_andHasASectionForEachPartOfTheDataPath() throws Exception {
        List<String> alarms = new ArrayList<>();
        List<String> headings = new ArrayList<>();
        for (JsonNode widget : read(dashboard()).path("widgets")) {
            JsonNode properties = widget.path("properties");
            properties.path("alarms").forEach(alarm -> alarms.add(alarm.asText()));
            if (properties.has("markdown")) {
                headings.add(properties.path("markdown").asText());
            }
        }

        assertThat(alarms)
                .containsExactlyInAnyOrderElementsOf(
                        template.ofType("AWS::CloudWatch::Alarm").stream()
                                .map(alarm -> alarm.attribute("Arn"))
                                .toList());
        assertThat(headings)
                .containsExactly(
                        "## API",
                        "## Ingest function",
                        "## Stream",
                        "## Flink job",
                        "## Table",
                        "## Archive",
                        "## Query function");
    }

    @Test
    void noTwoWidgetsOverlap() throws Exception {
        Set<List<Integer>> cells = new HashSet<>();
        for (JsonNode widget : read(dashboard()).path("widgets")) {
            int right = widget.path("x").asInt() + widget.path("width").asInt();
            assertThat(right).isLessThanOrEqualTo(24);
            for (int x = widget.path("x").asInt(); x < right; x++) {
                int bottom = widget.path("y").asInt() + widget.path("height").asInt();
                for (int y = widget.path("y").asInt(); y < bottom; y++) {
                    assertThat(cells.add(List.of(x, y))).as("%s", widget).isTrue();
                }
            }
        }
    }

    @Test
    void theTableOfOrderLinesHasTheMembersOfTheOrderDocument() throws Exception {
        ReceivedOrder order =
                (ReceivedOrder)
                        received(
                                """
                                {"order": {"accountid": "a1", "vendorid": "v1",
                                 "orderdate": "2026-11-23T10:11:12Z",
                                 "idempotencykey": "019ab0f2-6280-7c41-9f2e-5d2b7a1f0e6d",
                                 "details": {"unitprice": 1, "quantity": 1}}}
                                """);

        assertThat(columns("OrderLines").keySet())
                .containsExactlyElementsOf(members(OrderDocument.format(order)));
    }

    /** A new event type with a new member needs a new column. */
    @Test
    void theTableOfEventLinesHasTheMembersOfTheEventDocument_includingThoseOfEachType()
            throws Exception {
        ReceivedEvent event =
                (ReceivedEvent)
                        received(
                                """
                                {"event": {"type": "cancelled", "accountid": "a1", "vendorid": "v1",
                                 "orderid": "01a207e3-627b-8a1f-b4ba-f587d21b0fba",
                                 "eventdate": "2026-11-23T10:11:12Z",
                                 "idempotencykey": "019ab0f2-6280-7c41-9f2e-5d2b7a1f0e6d",
                                 "ifversion": 1}}
                                """);
        List<String> members = members(EventDocument.format(event));
        members.addAll(membersOfEventTypes());

        assertThat(columns("EventLines").keySet()).containsExactlyElementsOf(members);
    }

    private static Received received(String record) throws Exception {
        return RecordCodec.parse(
                record.getBytes(StandardCharsets.UTF_8),
                Instant.parse("2026-11-23T10:11:12.480Z"),
                LogPosition.of("1", 0));
    }

    private static List<String> members(String document) throws Exception {
        List<String> members = new ArrayList<>();
        read(document).fieldNames().forEachRemaining(members::add);
        return members;
    }

    @ParameterizedTest
    @ValueSource(strings = {"Events", "OrderHistory"})
    void theViewsOfEventsHaveTheMembersOfEachType(String id) {
        assertThat(columns(id).keySet()).containsAll(membersOfEventTypes());
    }

    private static List<String> membersOfEventTypes() {
        return EventType.all().stream()
                .flatMap(type -> type.members().stream())
                .map(EventMember::name)
                .distinct()
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Orders", "Events", "OrderHistory", "OrderState"})
    void theColumnsInAViewAreThoseOfTheCatalog(String id) {
        AthenaView view = AthenaView.of(template.resource(id));
        Map<String, String> columns = new LinkedHashMap<>();
        view.columns()
                .forEach(
                        (name, type) ->
                                columns.put(name, type.equals("varchar") ? "string" : type));

        assertThat(columns).isEqualTo(columns(id));
        assertThat(view.schema()).isEqualTo(template.resource("ArchiveDatabase").ref());
    }

    @Test
    void everyParameterHasADescriptionAConstraintAGroupAndALabel() {
        JsonNode parameters = source.json().path("Parameters");
        JsonNode form = source.json().path("Metadata").path("AWS::CloudFormation::Interface");
        List<String> grouped = new ArrayList<>();
        for (JsonNode group : form.path("ParameterGroups")) {
            group.path("Parameters").forEach(name -> grouped.add(name.asText()));
        }
        Set<String> required = new TreeSet<>();
        for (Map.Entry<String, JsonNode> parameter : parameters.properties()) {
            JsonNode declared = parameter.getValue();
            assertThat(declared.path("Description").asText()).as(parameter.getKey()).isNotBlank();
            assertThat(
                            declared.has("AllowedValues")
                                    || declared.has("AllowedPattern")
                                    || (declared.has("MinValue") && declared.has("MaxValue")))
                    .as(parameter.getKey())
                    .isTrue();
            assertThat(form.path("ParameterLabels").path(parameter.getKey()).has("default"))
                    .as(parameter.getKey())
                    .isTrue();
            if (!declared.has("Default")) {
                required.add(parameter.getKey());
            }
        }

        assertThat(parameters.properties())
                .extracting(Map.Entry::getKey)
                .containsExactlyInAnyOrderElementsOf(grouped);
        assertThat(required)
                .containsExactly(
                        "ArtifactBucket",
                        "IngestZipKey",
                        "JobJarKey",
                        "QueryZipKey",
                        "StarterZipKey");
    }

    /**
     * The logs of the job and of its starter say why the creation of a stack failed. The log groups
     * have generated names, so a log group that stays does not block the next creation.
     */
    @Test
    void logsOfTheJobAndItsStarter_surviveAFailedCreation() {
        List<String> logs = List.of("JobLogs", "JobLogStream", "JobStarterLogs");

        assertThat(logs)
                .extracting(id -> template.resource(id).deletionPolicy())
                .containsOnly("Retain");
        assertThat(List.of("JobLogs", "JobStarterLogs"))
                .extracting(id -> template.resource(id).properties().json().has("LogGroupName"))
                .containsOnly(false);
    }

    @Test
    void dataIsKeptUnlessAParameterSaysOtherwise() {
        List<String> data = List.of("Stream", "Table", "Bucket", "BucketPolicy");

        assertThat(data)
                .extracting(id -> template.resource(id).deletionPolicy())
                .containsOnly("Retain");
        assertThat(data)
                .extracting(id -> template.resource(id).updateReplacePolicy())
                .containsOnly("Retain");
        ResolvedTemplate deleting =
                source.resolve(
                        StackOptions.defaults(Path.of("unused"))
                                .withParameter("DataDeletionPolicy", "Delete")
                                .templateParameters(),
                        PseudoParameters.local("us-east-1", "orders"));
        assertThat(data)
                .extracting(id -> deleting.resource(id).deletionPolicy())
                .containsOnly("Delete");
    }

    private String dashboard() {
        return template.resource("Dashboard").get("DashboardBody").text();
    }

    private Map<String, String> columns(String table) {
        Resource resource = template.resource(table);
        Map<String, String> columns = new LinkedHashMap<>();
        for (Value column :
                resource.get("TableInput").get("StorageDescriptor").get("Columns").list()) {
            columns.put(column.get("Name").text(), column.get("Type").text());
        }
        return columns;
    }

    private static JsonNode read(String json) throws Exception {
        return JSON.readTree(json);
    }
}
