package io.orderstream.acceptance.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orderstream.acceptance.template.TemplateArrows.Arrow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Draws the template as SVG: a box for each part of the stack, and an arrow where data flows
 * between two parts, or where a function controls the job. The positions, and the names of the
 * parts and services, are set by hand in this class. The routes, permissions and numbers come from
 * the template. Each resource must have a box, or its type must be in {@link #DETAILS}. Each arrow
 * must have an entry in {@link #COURSES}, which says where the arrow runs.
 *
 * <pre>{@code
 * String svg = ArchitecturePicture.of(Template.load(file).json());
 * }</pre>
 */
final class ArchitecturePicture {

    private static final int WIDTH = 580;
    private static final int HEIGHT = 822;
    private static final int LINE = 17;
    private static final int LABEL = 16;

    /**
     * A box.
     *
     * @param kind the class in the style sheet, which gives the box's left edge its colour
     * @param name the name of this part in the documentation
     */
    private record Box(String kind, String name, int x, int y, int width, int height) {}

    /** The parts, by the logical id of their main resource. */
    private static final Map<String, Box> BOXES = new LinkedHashMap<>();

    static {
        BOXES.put("Api", new Box("api", "HTTP API", 10, 98, 530, 56));
        BOXES.put("IngestFunction", new Box("code", "Ingest function", 10, 250, 180, 56));
        BOXES.put("QueryFunction", new Box("code", "Query function", 215, 250, 325, 56));
        BOXES.put("Stream", new Box("data", "Stream", 10, 376, 180, 74));
        BOXES.put("Table", new Box("data", "Table", 215, 376, 160, 74));
        BOXES.put("Bucket", new Box("data", "Bucket", 410, 376, 130, 204));
        BOXES.put("Job", new Box("code", "Flink job", 10, 506, 365, 74));
        BOXES.put("JobStarterFunction", new Box("code", "Job starter", 10, 642, 145, 56));
        BOXES.put("SnapshotFunction", new Box("code", "Snapshot function", 170, 642, 205, 56));
        BOXES.put("ArchiveDatabase", new Box("data", "Athena", 390, 642, 150, 56));
        BOXES.put("AlarmTopic", new Box("operations", "Alarms", 10, 716, 145, 56));
        BOXES.put("Deployments", new Box("operations", "Deployments", 170, 716, 205, 56));
        BOXES.put("Dashboard", new Box("operations", "Dashboard", 390, 716, 150, 56));
    }

    /** The folders in the box of the bucket, with their distance from the top of the picture. */
    private static final Map<String, Integer> FOLDERS = new LinkedHashMap<>();

    static {
        FOLDERS.put("issued/", 440);
        FOLDERS.put("invoices/", 509);
        FOLDERS.put("events/", 531);
        FOLDERS.put("rejected/", 553);
    }

    /**
     * The position of an arrow and of its labels.
     *
     * @param kind the class in the style sheet
     * @param path the path in SVG; the arrowhead ends 6 pixels after the end of the path
     * @param x where its labels begin; for upright labels, their baseline
     * @param y the middle of its labels; for upright labels, where they begin
     * @param isUpright whether its labels run upwards
     */
    private record Course(String kind, String path, int x, int y, boolean isUpright) {
        Course(String kind, String path, int x, int y) {
            this(kind, path, x, y, false);
        }

        /** The course of an arrow without labels. */
        Course(String kind, String path) {
            this(kind, path, 0, 0);
        }
    }

    private static final Map<Arrow, Course> COURSES = new LinkedHashMap<>();

    static {
        course(TemplateArrows.CLIENT, "Api", new Course("in", "M100 46 V92", 108, 72));
        course("Api", TemplateArrows.CLIENT, new Course("out", "M370 98 V52", 378, 72));
        course("Api", "IngestFunction", new Course("in", "M100 154 V244", 108, 202));
        course("QueryFunction", "Api", new Course("out", "M370 250 V160", 378, 202));
        course("IngestFunction", "Stream", new Course("in", "M100 306 V370", 108, 341));
        course(TemplateArrows.PRODUCERS, "Stream", new Course("in", "M40 350 V370"));
        course("Stream", "Job", new Course("in", "M100 450 V500", 108, 478));
        course("Job", "Table", new Course("in", "M260 506 V456", 268, 478));
        course("Job", "invoices/", new Course("in", "M375 523 H418"));
        course("Job", "events/", new Course("in", "M375 541 H418"));
        course("Job", "rejected/", new Course("in", "M375 563 H418"));
        course("Table", "QueryFunction", new Course("out", "M260 376 V312", 268, 341));
        course("invoices/", "QueryFunction", new Course("out", "M424 514 H394 V312"));
        course("QueryFunction", "issued/", new Course("out", "M540 278 H553 V446 H534"));
        course(
                "issued/",
                TemplateArrows.CLIENT,
                new Course("out", "M528 455 H567 V28 H546", 561, 205, true));
        course("Bucket", "ArchiveDatabase", new Course("out", "M465 580 V636", 473, 611));
        course("JobStarterFunction", "Job", new Course("control", "M60 642 V586", 68, 611));
        course("SnapshotFunction", "Job", new Course("control", "M230 642 V586", 238, 611));
    }

    /**
     * The types that have no box of their own: they belong to a part, or the picture shows them as
     * an arrow, a label or a number.
     */
    private static final Set<String> DETAILS =
            Set.of(
                    "AWS::ApiGatewayV2::Authorizer",
                    "AWS::ApiGatewayV2::Integration",
                    "AWS::ApiGatewayV2::Route",
                    "AWS::ApiGatewayV2::Stage",
                    "AWS::CloudWatch::Alarm",
                    "AWS::CodeDeploy::DeploymentGroup",
                    "AWS::Glue::Table",
                    "AWS::IAM::Role",
                    "AWS::KinesisAnalyticsV2::ApplicationCloudWatchLoggingOption",
                    "AWS::Lambda::Alias",
                    "AWS::Lambda::EventInvokeConfig",
                    "AWS::Lambda::Permission",
                    "AWS::Lambda::Version",
                    "AWS::Logs::LogGroup",
                    "AWS::Logs::LogStream",
                    "AWS::S3::BucketPolicy",
                    "AWS::SNS::Subscription",
                    "AWS::Scheduler::Schedule",
                    "Custom::FlinkJob");

    /** The style sheet. It sets a background, so a page of any colour can show the picture. */
    static final String STYLE =
            """
            svg {
              --page: #ffffff; --box: #f6f8fa; --edge: #818b98; --ink: #1f2328; --soft: #59636e;
              --in: #0969da; --out: #1a7f37; --api: #8250df; --code: #bc4c00; --data: #bf3989;
            }
            @media (prefers-color-scheme: dark) {
              svg {
                --page: #0d1117; --box: #151b23; --edge: #656c76; --ink: #f0f6fc; --soft: #9198a1;
                --in: #4493f8; --out: #3fb950; --api: #ab7df8; --code: #f0883e; --data: #db61a2;
              }
            }
            text {
              fill: var(--soft); font-size: 12.5px;
              font-family: -apple-system, "Segoe UI", "Noto Sans", "DejaVu Sans", Arial, sans-serif;
            }
            .name { fill: var(--ink); font-size: 15px; font-weight: 600; }
            .label { fill: var(--ink); }
            .middle { text-anchor: middle; }
            .page { fill: var(--page); }
            .box { fill: var(--box); stroke: var(--edge); }
            .inner { fill: var(--page); stroke: var(--edge); }
            .outside { stroke: var(--soft); stroke-dasharray: 4 3; }
            .api { fill: var(--api); }
            .code { fill: var(--code); }
            .data { fill: var(--data); }
            .operations { fill: var(--soft); }
            path { fill: none; stroke-width: 1.8; }
            .in { stroke: var(--in); marker-end: url(#in); }
            .out { stroke: var(--out); marker-end: url(#out); }
            .control { stroke: var(--soft); stroke-dasharray: 5 3; marker-end: url(#control); }
            #in { fill: var(--in); }
            #out { fill: var(--out); }
            #control { fill: var(--soft); }
            """;

    private final ObjectNode template;
    private final StringBuilder svg = new StringBuilder();

    private ArchitecturePicture(ObjectNode template) {
        this.template = template;
    }

    /**
     * Draws the template. Its intrinsic functions must be in their long form, such as {@code
     * Fn::GetAtt}.
     *
     * @throws IllegalArgumentException if a part of the template has no place in the picture, a
     *     part of the picture is not in the template, an alarm does not watch exactly one part, or
     *     {@link TemplateArrows#between} throws it
     */
    static String of(ObjectNode template) {
        ArchitecturePicture picture = new ArchitecturePicture(template);
        picture.requireAPlaceForEachResource();
        picture.begin();
        picture.boxes();
        picture.arrows();
        picture.legend();
        return picture.svg.append("</svg>\n").toString();
    }

    private static void course(String from, String to, Course course) {
        COURSES.put(new Arrow(from, to), course);
    }

    private void requireAPlaceForEachResource() {
        List<String> problems = new ArrayList<>();
        for (Map.Entry<String, JsonNode> resource : template.path("Resources").properties()) {
            String type = resource.getValue().path("Type").asText();
            if (!BOXES.containsKey(resource.getKey()) && !DETAILS.contains(type)) {
                problems.add(
                        String.format(
                                "%s (%s) has no place in the picture: give it a box in"
                                        + " ArchitecturePicture.BOXES, or add its type to DETAILS",
                                resource.getKey(), type));
            }
        }
        for (String id : BOXES.keySet()) {
            if (!template.path("Resources").has(id)) {
                problems.add(
                        id + " is not in the template: remove it from ArchitecturePicture.BOXES");
            }
        }
        throwIfAny(problems);
    }

    private static void throwIfAny(List<String> problems) {
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems));
        }
    }

    private void begin() {
        line(
                String.format(
                        """
                        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" \
                        height="%2$d" role="img" aria-labelledby="title">
                        <title id="title">The architecture of Orderstream</title>
                        <style>""",
                        WIDTH, HEIGHT));
        svg.append(STYLE);
        line("</style>");
        for (String kind : List.of("in", "out", "control")) {
            line(
                    String.format(
                            """
                            <marker id="%s" viewBox="0 0 9 9" refX="3" refY="4.5" orient="auto" \
                            markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse">
                            <polygon points="0,0 9,4.5 0,9"/>
                            </marker>""",
                            kind));
        }
        line(String.format("<rect class=\"page\" width=\"%s\" height=\"%s\"/>", WIDTH, HEIGHT));
    }

    private void boxes() {
        rectangle("box outside", 10, 10, 530, 36, 6);
        text("name", 25, 33, "Client");
        text("", 14, 328, "other");
        text("", 14, 343, "producers");
        Map<String, Integer> alarms = alarms();
        BOXES.forEach(
                (id, box) -> {
                    rectangle("box", box.x, box.y, box.width, box.height, 6);
                    rectangle(box.kind, box.x, box.y, 5, box.height, 2);
                    text("name", box.x + 15, box.y + 23, box.name);
                    int y = box.y + 43;
                    for (String note : notes(id)) {
                        text("", box.x + 15, y, note);
                        y += LINE;
                    }
                    if (alarms.containsKey(id)) {
                        badge(box.x + box.width - 16, box.y + 16, alarms.get(id).toString());
                    }
                });
        FOLDERS.forEach(
                (folder, y) -> {
                    rectangle("inner", 424, y, 104, 20, 3);
                    text("", 432, y + 15, folder);
                });
    }

    /** The number of alarms that watch each part. */
    private Map<String, Integer> alarms() {
        Map<String, Integer> alarms = new LinkedHashMap<>();
        for (JsonNode alarm : ofType("AWS::CloudWatch::Alarm")) {
            Set<String> watched = new TreeSet<>();
            watched.addAll(TemplateArrows.references(alarm.path("Dimensions")));
            watched.addAll(TemplateArrows.references(alarm.path("Metrics")));
            watched.retainAll(BOXES.keySet());
            if (watched.size() != 1) {
                throw new IllegalArgumentException(
                        String.format("An alarm must watch one part, but it watches %s", watched));
            }
            alarms.merge(watched.iterator().next(), 1, Integer::sum);
        }
        return alarms;
    }

    /** The lines below the name of a part. */
    private List<String> notes(String id) {
        JsonNode properties = template.path("Resources").path(id).path("Properties");
        return switch (id) {
            case "Api" -> {
                List<String> values =
                        Policy.texts(template.at("/Parameters/Authorization/AllowedValues"));
                yield List.of("API Gateway, authorization " + String.join(" or ", values));
            }
            case "IngestFunction", "QueryFunction", "JobStarterFunction", "SnapshotFunction" ->
                    List.of("Lambda" + lambda(id, properties));
            case "Stream" -> {
                int hours = number(properties.path("RetentionPeriodHours"));
                yield List.of("Kinesis", String.format("kept for %s days", hours / 24));
            }
            case "Table" -> {
                JsonNode index = properties.at("/GlobalSecondaryIndexes/0/IndexName");
                yield List.of("DynamoDB", "index " + index.asText());
            }
            case "Bucket" -> List.of("S3");
            case "Job" -> {
                String runtime = properties.path("RuntimeEnvironment").asText();
                JsonNode flink =
                        properties.at("/ApplicationConfiguration/FlinkApplicationConfiguration");
                int millis = number(flink.at("/CheckpointConfiguration/CheckpointInterval"));
                yield List.of(
                        "Managed Flink " + runtime.replace("FLINK-", "").replace('_', '.'),
                        String.format("checkpoint every %s s", millis / 1000));
            }
            case "ArchiveDatabase" -> {
                List<JsonNode> tables = ofType("AWS::Glue::Table");
                long views =
                        tables.stream()
                                .map(table -> table.at("/TableInput/TableType").asText())
                                .filter("VIRTUAL_VIEW"::equals)
                                .count();
                yield List.of(String.format("%s tables, %s views", tables.size() - views, views));
            }
            case "AlarmTopic" ->
                    List.of(
                            String.format(
                                    "SNS, %s alarms", ofType("AWS::CloudWatch::Alarm").size()));
            case "Deployments" -> List.of("CodeDeploy");
            case "Dashboard" -> List.of("CloudWatch");
            default -> throw new IllegalArgumentException("No notes for " + id);
        };
    }

    private String lambda(String id, JsonNode properties) {
        if (properties.has("SnapStart")) {
            return ", SnapStart";
        }
        for (JsonNode schedule : ofType("AWS::Scheduler::Schedule")) {
            if (TemplateArrows.references(schedule.at("/Target/Arn")).contains(id)) {
                return String.format(
                        ", every %s hours", number(schedule.path("ScheduleExpression")));
            }
        }
        return "";
    }

    /** The default of the parameter to which a property refers. */
    private int number(JsonNode property) {
        String parameter = TemplateArrows.references(property).iterator().next();
        return template.path("Parameters").path(parameter).path("Default").asInt();
    }

    private List<JsonNode> ofType(String type) {
        List<JsonNode> found = new ArrayList<>();
        for (JsonNode resource : template.path("Resources")) {
            if (resource.path("Type").asText().equals(type)) {
                found.add(resource.path("Properties"));
            }
        }
        return found;
    }

    private void arrows() {
        Map<Arrow, Set<String>> arrows = TemplateArrows.between(BOXES.keySet(), template);
        requireACourseForEachArrow(arrows.keySet());
        COURSES.forEach(
                (arrow, course) -> {
                    path(course.kind, course.path);
                    List<String> labels = List.copyOf(arrows.get(arrow));
                    if (course.isUpright) {
                        line(
                                String.format(
                                        "<text class=\"label\" transform=\"translate(%s %s)"
                                                + " rotate(-90)\">%s</text>",
                                        course.x, course.y, String.join(", ", labels)));
                        return;
                    }
                    int y = course.y + 5 - LABEL / 2 * (labels.size() - 1);
                    for (String label : labels) {
                        text("label", course.x, y, label);
                        y += LABEL;
                    }
                });
    }

    private static void requireACourseForEachArrow(Set<Arrow> arrows) {
        List<String> problems = new ArrayList<>();
        for (Arrow arrow : arrows) {
            if (!COURSES.containsKey(arrow)) {
                problems.add(
                        arrow
                                + " has no place in the picture: add it to ArchitecturePicture.COURSES");
            }
        }
        for (Arrow arrow : COURSES.keySet()) {
            if (!arrows.contains(arrow)) {
                problems.add(
                        arrow
                                + " is not in the template: remove it from"
                                + " ArchitecturePicture.COURSES");
            }
        }
        throwIfAny(problems);
    }

    private void legend() {
        path("in", "M10 800 H34");
        text("", 47, 805, "orders and events in");
        path("out", "M205 800 H229");
        text("", 242, 805, "documents out");
        path("control", "M358 800 H382");
        text("", 395, 805, "operation");
        badge(482, 800, "n");
        text("", 498, 805, "alarms");
    }

    private void badge(int x, int y, String text) {
        line(String.format("<circle class=\"inner\" cx=\"%s\" cy=\"%s\" r=\"10\"/>", x, y));
        text("middle", x, y + 5, text);
    }

    private void path(String kind, String path) {
        line(String.format("<path class=\"%s\" d=\"%s\"/>", kind, path));
    }

    private void rectangle(String kind, int x, int y, int width, int height, int radius) {
        line(
                String.format(
                        "<rect class=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"%s\"/>",
                        kind, x, y, width, height, radius));
    }

    private void text(String kind, int x, int y, String text) {
        line(
                String.format(
                        "<text%s x=\"%s\" y=\"%s\">%s</text>",
                        kind.isEmpty() ? "" : " class=\"" + kind + "\"",
                        x,
                        y,
                        text.replace("&", "&amp;").replace("<", "&lt;")));
    }

    private void line(String text) {
        svg.append(text).append('\n');
    }
}
