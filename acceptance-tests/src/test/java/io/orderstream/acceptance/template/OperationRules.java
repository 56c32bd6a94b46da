package io.orderstream.acceptance.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Checks three rules for the operation of the stack:
 *
 * <ul>
 *   <li>The functions and the API log to log groups of the template, and each log group has a
 *       retention.
 *   <li>Each metric that needs an alarm has one.
 *   <li>Each alarm has a description, notifies a topic, and says how it treats missing data.
 * </ul>
 */
final class OperationRules {
    private static final String FUNCTION = "AWS::Lambda::Function";

    /**
     * The metrics that need an alarm, by resource type. Functions are not in this map: {@link
     * #resource} has their metrics. If a set has several names, an alarm for one of them is enough.
     */
    private static final Map<String, List<Set<String>>> METRICS_WITH_ALARMS =
            Map.of(
                    "AWS::KinesisAnalyticsV2::Application",
                    List.of(
                            Set.of("downtime"),
                            Set.of("fullRestarts"),
                            Set.of("numberOfFailedCheckpoints"),
                            Set.of("lastCheckpointDuration"),
                            Set.of("rejected"),
                            Set.of("backPressuredTimeMsPerSecond"),
                            Set.of("tableBufferPercent"),
                            Set.of("cpuUtilization"),
                            Set.of("heapMemoryUtilization")),
                    "AWS::Kinesis::Stream",
                    List.of(
                            // The lag of the consumer, measured by the job or by the stream.
                            Set.of("millisBehindLatest", "GetRecords.IteratorAgeMilliseconds"),
                            Set.of("WriteProvisionedThroughputExceeded"),
                            Set.of("ReadProvisionedThroughputExceeded")),
                    "AWS::DynamoDB::Table",
                    List.of(Set.of("WriteThrottleEvents"), Set.of("ReadThrottleEvents")),
                    "AWS::ApiGatewayV2::Api",
                    List.of(Set.of("5xx"), Set.of("Latency")));

    private final ObjectNode template;
    private final List<String> findings = new ArrayList<>();

    private OperationRules(ObjectNode template) {
        this.template = template;
    }

    static List<String> findings(ObjectNode template) {
        OperationRules rules = new OperationRules(template);
        Set<String> called = rules.functionsOfTheApi();
        template.path("Resources")
                .properties()
                .forEach(
                        resource -> rules.resource(resource.getKey(), resource.getValue(), called));
        return rules.findings;
    }

    private void resource(String id, JsonNode resource, Set<String> called) {
        JsonNode properties = resource.path("Properties");
        switch (resource.path("Type").asText()) {
            case "AWS::Logs::LogGroup" -> {
                if (!properties.has("RetentionInDays")) {
                    findings.add(
                            String.format(
                                    "Resources.%s: RetentionInDays is missing, so logs never expire",
                                    id));
                }
            }
            case FUNCTION -> {
                logGroup(id, properties.at("/LoggingConfig/LogGroup"));
                watched(id, Set.of("Errors"));
                if (called.contains(id)) {
                    watched(id, Set.of("Throttles"));
                    watched(id, Set.of("Duration"));
                }
            }
            case "AWS::ApiGatewayV2::Stage" ->
                    logGroup(id, properties.at("/AccessLogSettings/DestinationArn"));
            case "AWS::CloudWatch::Alarm" -> alarm(id, properties);
            default ->
                    METRICS_WITH_ALARMS
                            .getOrDefault(resource.path("Type").asText(), List.of())
                            .forEach(metrics -> watched(id, metrics));
        }
    }

    /**
     * The functions that the API calls. Only these functions need alarms for throttles and
     * duration. An alarm for errors is enough for the other functions, which CloudFormation and
     * schedules call.
     */
    private Set<String> functionsOfTheApi() {
        Set<String> functions = new HashSet<>();
        for (JsonNode resource : template.path("Resources")) {
            if (resource.path("Type").asText().equals("AWS::ApiGatewayV2::Integration")) {
                JsonNode uri = resource.at("/Properties/IntegrationUri");
                String target =
                        IntrinsicFunction.in(uri)
                                .map(
                                        call ->
                                                call.name().equals("Ref")
                                                        ? call.argument().asText()
                                                        : call.resource())
                                .orElse("");
                JsonNode alias = template.path("Resources").path(target);
                functions.add(
                        alias.path("Type").asText().equals(FUNCTION)
                                ? target
                                : alias.at("/Properties/FunctionName/Ref").asText());
            }
        }
        return functions;
    }

    private void logGroup(String id, JsonNode destination) {
        String name =
                IntrinsicFunction.in(destination)
                        .map(
                                call ->
                                        call.name().equals("Ref")
                                                ? call.argument().asText()
                                                : call.resource())
                        .orElse("");
        if (!type(name).equals("AWS::Logs::LogGroup")) {
            findings.add(
                    String.format("Resources.%s: does not log to a log group of the template", id));
        }
    }

    private void watched(String id, Set<String> metrics) {
        for (Map.Entry<String, JsonNode> alarm : template.path("Resources").properties()) {
            if (type(alarm.getKey()).equals("AWS::CloudWatch::Alarm")
                    && isOf(alarm.getValue().path("Properties"), id, metrics)) {
                return;
            }
        }
        findings.add(
                String.format(
                        "Resources.%s: no alarm watches %s",
                        id, String.join(" or ", new TreeSet<>(metrics))));
    }

    /**
     * Whether an alarm names this resource and one of these metrics. The names may be in the
     * alarm's metric and dimensions, or in the text of a query.
     */
    private static boolean isOf(JsonNode alarm, String id, Set<String> metrics) {
        String metricsAndDimensions =
                alarm.path("MetricName").toString()
                        + alarm.path("Dimensions")
                        + alarm.path("Metrics");
        boolean names = metrics.stream().anyMatch(metric -> hasWord(metricsAndDimensions, metric));
        return names && hasWord(metricsAndDimensions, id);
    }

    private static boolean hasWord(String text, String word) {
        return Pattern.compile("(?<![A-Za-z0-9])" + Pattern.quote(word) + "(?![A-Za-z0-9])")
                .matcher(text)
                .find();
    }

    private void alarm(String id, JsonNode properties) {
        if (properties.path("AlarmDescription").asText().length() < 40) {
            findings.add(
                    String.format("Resources.%s: AlarmDescription is missing or too short", id));
        }
        boolean toTopic = false;
        for (JsonNode action : properties.path("AlarmActions")) {
            toTopic |= type(action.path("Ref").asText()).equals("AWS::SNS::Topic");
        }
        if (!toTopic) {
            findings.add(String.format("Resources.%s: does not notify a topic", id));
        }
        if (!properties.has("TreatMissingData")) {
            findings.add(String.format("Resources.%s: TreatMissingData is missing", id));
        }
    }

    private String type(String id) {
        return template.path("Resources").path(id).path("Type").asText();
    }
}
