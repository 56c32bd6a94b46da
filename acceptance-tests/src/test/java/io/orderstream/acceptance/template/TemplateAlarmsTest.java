package io.orderstream.acceptance.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.orderstream.embedded.stack.Installation;
import io.orderstream.embedded.template.ResolvedTemplate;
import io.orderstream.embedded.template.Resource;
import io.orderstream.embedded.template.Template;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Tests the condition of each alarm, and whom the alarm notifies. */
class TemplateAlarmsTest {

    private final Template source = Template.load(new Installation(Path.of("..")).template());
    private final ResolvedTemplate template = TemplateDefaults.resolve(source, Map.of());

    /**
     * The conditions with the default parameters. If an alarm has metric queries, an arrow marks
     * the query whose result is compared with the threshold.
     */
    @Test
    void eachAlarmHasItsCondition() {
        String api = template.resource("Api").ref();

        assertThat(
                        template.ofType("AWS::CloudWatch::Alarm").stream()
                                .map(alarm -> alarm.logicalId() + ": " + condition(alarm) + "\n")
                                .map(line -> line.replace("ApiId=" + api, "ApiId=API"))
                                .collect(Collectors.joining()))
                .isEqualTo(
"""
JobDownAlarm: AWS/KinesisAnalytics downtime Application=orders-Job, Maximum of 60 s > 0, 5 of 5, breaching
JobRestartsAlarm: restarts = AWS/KinesisAnalytics fullRestarts Application=orders-Job, Maximum of 60 s; -> result = RATE(restarts) > 0, 1 of 1, notBreaching
JobCheckpointFailuresAlarm: failed = AWS/KinesisAnalytics numberOfFailedCheckpoints Application=orders-Job, Maximum of 60 s; -> result = RATE(failed) > 0, 1 of 1, notBreaching
JobCheckpointDurationAlarm: duration = AWS/KinesisAnalytics lastCheckpointDuration Application=orders-Job, Maximum of 60 s; -> result = 100 * duration / 60000 > 50, 3 of 5, notBreaching
JobLagAlarm: AWS/Kinesis GetRecords.IteratorAgeMilliseconds StreamName=orders-Stream, Maximum of 60 s > 60000, 3 of 5, notBreaching
JobRejectedRecordsAlarm: rejected = SELECT MAX(rejected) FROM "AWS/KinesisAnalytics" WHERE Application = 'orders-Job' of 60 s; -> result = DIFF(rejected) > 0, 1 of 1, notBreaching
JobBackPressureAlarm: -> result = SELECT MAX(backPressuredTimeMsPerSecond) FROM "AWS/KinesisAnalytics" WHERE Application = 'orders-Job' of 60 s > 500, 8 of 10, notBreaching
JobTableBufferAlarm: -> result = SELECT MAX(tableBufferPercent) FROM "AWS/KinesisAnalytics" WHERE Application = 'orders-Job' of 60 s > 80, 5 of 5, notBreaching
JobCpuAlarm: AWS/KinesisAnalytics cpuUtilization Application=orders-Job, Average of 60 s > 80, 12 of 15, notBreaching
JobHeapAlarm: AWS/KinesisAnalytics heapMemoryUtilization Application=orders-Job, Average of 60 s > 90, 12 of 15, notBreaching
ApiErrorsAlarm: errors = AWS/ApiGateway 5xx ApiId=API, Sum of 300 s; calls = AWS/ApiGateway Count ApiId=API, Sum of 300 s; -> result = IF(errors >= 10, 100 * errors / calls, 0) > 1, 1 of 1, notBreaching
ApiLatencyAlarm: AWS/ApiGateway Latency ApiId=API, p99 of 60 s > 3000, 3 of 5, notBreaching
IngestErrorsAlarm: errors = AWS/Lambda Errors FunctionName=orders-IngestFunction Resource=orders-IngestFunction:live, Sum of 300 s; calls = AWS/Lambda Invocations FunctionName=orders-IngestFunction Resource=orders-IngestFunction:live, Sum of 300 s; -> result = IF(errors >= 5, 100 * errors / calls, 0) > 2, 1 of 1, notBreaching
IngestThrottlesAlarm: AWS/Lambda Throttles FunctionName=orders-IngestFunction, Sum of 60 s > 0, 2 of 5, notBreaching
IngestDurationAlarm: duration = AWS/Lambda Duration FunctionName=orders-IngestFunction Resource=orders-IngestFunction:live, p99 of 60 s; -> result = 0.1 * duration / 29 > 80, 3 of 5, notBreaching
QueryErrorsAlarm: errors = AWS/Lambda Errors FunctionName=orders-QueryFunction Resource=orders-QueryFunction:live, Sum of 300 s; calls = AWS/Lambda Invocations FunctionName=orders-QueryFunction Resource=orders-QueryFunction:live, Sum of 300 s; -> result = IF(errors >= 5, 100 * errors / calls, 0) > 2, 1 of 1, notBreaching
QueryThrottlesAlarm: AWS/Lambda Throttles FunctionName=orders-QueryFunction, Sum of 60 s > 0, 2 of 5, notBreaching
QueryDurationAlarm: duration = AWS/Lambda Duration FunctionName=orders-QueryFunction Resource=orders-QueryFunction:live, p99 of 60 s; -> result = 0.1 * duration / 29 > 80, 3 of 5, notBreaching
JobStarterErrorsAlarm: AWS/Lambda Errors FunctionName=orders-JobStarterFunction, Sum of 60 s > 0, 1 of 1, notBreaching
SnapshotErrorsAlarm: AWS/Lambda Errors FunctionName=orders-SnapshotFunction, Sum of 60 s > 0, 1 of 1, notBreaching
StreamThrottlesAlarm: writes = AWS/Kinesis WriteProvisionedThroughputExceeded StreamName=orders-Stream, Sum of 60 s; reads = AWS/Kinesis ReadProvisionedThroughputExceeded StreamName=orders-Stream, Sum of 60 s; -> result = FILL(writes, 0) + FILL(reads, 0) > 0, 3 of 5, notBreaching
TableThrottlesAlarm: writes = AWS/DynamoDB WriteThrottleEvents TableName=orders-Table, Sum of 60 s; reads = AWS/DynamoDB ReadThrottleEvents TableName=orders-Table, Sum of 60 s; indexWrites = AWS/DynamoDB WriteThrottleEvents TableName=orders-Table GlobalSecondaryIndexName=ByAccount, Sum of 60 s; indexReads = AWS/DynamoDB ReadThrottleEvents TableName=orders-Table GlobalSecondaryIndexName=ByAccount, Sum of 60 s; -> result = FILL(writes, 0) + FILL(reads, 0) + FILL(indexWrites, 0) + FILL(indexReads, 0) > 0, 3 of 5, notBreaching
""");
    }

    /**
     * Any caller of the API can cause some failed calls. So an alarm that rolls back a new version
     * looks at the share of failed calls, and only fires if there are at least five errors.
     */
    @Test
    void noAlarmThatStopsADeploymentFiresForASingleError() {
        Pattern share = Pattern.compile("IF\\(errors >= ([0-9]+), 100 \\* errors / calls, 0\\)");
        List<String> stopping = new ArrayList<>();
        for (Resource group : template.ofType("AWS::CodeDeploy::DeploymentGroup")) {
            elements(group.properties().json().at("/AlarmConfiguration/Alarms"))
                    .forEach(alarm -> stopping.add(alarm.path("Name").asText()));
        }

        assertThat(stopping).hasSize(4);
        assertThat(template.ofType("AWS::CloudWatch::Alarm"))
                .filteredOn(alarm -> stopping.contains(alarm.ref()))
                .hasSize(3)
                .allSatisfy(
                        alarm -> {
                            JsonNode result = alarm.properties().json().at("/Metrics/2");
                            Matcher expression = share.matcher(result.path("Expression").asText());
                            assertThat(expression.matches()).isTrue();
                            assertThat(Integer.parseInt(expression.group(1)))
                                    .isGreaterThanOrEqualTo(5);
                        });
    }

    @Test
    void eachAlarmNotifiesTheTopic_whenItFiresAndWhenItEnds() {
        String topic = template.resource("AlarmTopic").ref();

        assertThat(template.ofType("AWS::CloudWatch::Alarm"))
                .allSatisfy(
                        alarm -> {
                            JsonNode properties = alarm.properties().json();
                            assertThat(properties.path("AlarmActions"))
                                    .extracting(JsonNode::asText)
                                    .containsExactly(topic);
                            assertThat(properties.path("OKActions"))
                                    .extracting(JsonNode::asText)
                                    .containsExactly(topic);
                            assertThat(properties.path("ActionsEnabled").asBoolean(true)).isTrue();
                        });
    }

    /**
     * The job does not run at the beginning of the stack's creation and at the end of the stack's
     * deletion. If the alarms of the job existed then, JobDownAlarm would fire.
     */
    @Test
    void theJobsAlarmsAreCreatedAfterItsStart_andDeletedBeforeItsStop() {
        JsonNode resources = source.json().path("Resources");

        assertThat(
                        resources.properties().stream()
                                .filter(
                                        resource ->
                                                resource.getValue()
                                                        .path("Type")
                                                        .asText()
                                                        .equals("AWS::CloudWatch::Alarm"))
                                .filter(
                                        resource ->
                                                resource.getValue()
                                                        .path("DependsOn")
                                                        .asText()
                                                        .equals("JobStart"))
                                .map(resource -> resource.getKey()))
                .containsExactly(
                        "JobDownAlarm",
                        "JobRestartsAlarm",
                        "JobCheckpointFailuresAlarm",
                        "JobCheckpointDurationAlarm",
                        "JobLagAlarm",
                        "JobRejectedRecordsAlarm",
                        "JobBackPressureAlarm",
                        "JobTableBufferAlarm",
                        "JobCpuAlarm",
                        "JobHeapAlarm");
    }

    /**
     * The condition in the form {@code AWS/Lambda Errors FunctionName=f, Sum of 60 s > 0, 1 of 1,
     * notBreaching}.
     */
    private static String condition(Resource alarm) {
        JsonNode properties = alarm.properties().json();
        String what =
                properties.has("Metrics")
                        ? elements(properties.path("Metrics"))
                                .map(TemplateAlarmsTest::metric)
                                .collect(Collectors.joining("; "))
                        : metric(properties, properties);
        int periods = properties.path("EvaluationPeriods").asInt();
        return String.format(
                "%s %s %s, %d of %d, %s",
                what,
                operator(properties.path("ComparisonOperator").asText()),
                properties.path("Threshold").asText(),
                properties.path("DatapointsToAlarm").asInt(periods),
                periods,
                properties.path("TreatMissingData").asText());
    }

    private static String metric(JsonNode query) {
        String text =
                query.path("Id").asText()
                        + " = "
                        + (query.has("Expression")
                                ? query.path("Expression").asText()
                                        + (query.has("Period")
                                                ? " of " + query.path("Period").asText() + " s"
                                                : "")
                                : metric(
                                        query.path("MetricStat").path("Metric"),
                                        query.path("MetricStat")));
        // The query that returns data is compared with the threshold.
        return query.path("ReturnData").asBoolean(true) ? "-> " + text : text;
    }

    private static String metric(JsonNode metric, JsonNode statistic) {
        List<String> words = new ArrayList<>();
        words.add(metric.path("Namespace").asText());
        words.add(metric.path("MetricName").asText());
        elements(metric.path("Dimensions"))
                .forEach(
                        dimension ->
                                words.add(
                                        dimension.path("Name").asText()
                                                + "="
                                                + dimension.path("Value").asText()));
        String stat =
                Stream.of("Statistic", "ExtendedStatistic", "Stat")
                        .map(name -> statistic.path(name).asText())
                        .collect(Collectors.joining());
        return String.join(" ", words)
                + ", "
                + stat
                + " of "
                + statistic.path("Period").asText()
                + " s";
    }

    private static String operator(String name) {
        return name.equals("GreaterThanThreshold") ? ">" : name;
    }

    private static Stream<JsonNode> elements(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }
}
