package io.orderstream.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationStatus.READY;

import io.orderstream.deploy.FlinkApplication.Restore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Tests that the template gives the job starter, {@link FlinkJobResource}, the permissions and the
 * properties that the starter uses. Also tests that the template tells Managed Flink to roll back a
 * failed update of the application.
 */
class StarterTemplateTest {

    /**
     * The test ignores the actions that the template has in square brackets: the starter needs
     * these actions for its own log and traces.
     */
    @Test
    void theStartersRoleAllowsEachCallThatTheStarterMakes_andNoOtherCall() throws Exception {
        List<String> calls;
        try (FakeService service = new FakeService()) {
            service.describes(READY)
                    .answers("list-snapshots-none.json")
                    .answers("start-application.json")
                    .answers("stop-application.json")
                    .answers("stop-application.json")
                    .answers("describe-operation-failed.json")
                    .answers("metrics-healthy.xml")
                    .describes(READY)
                    .answers("log-events-failure.json")
                    .describes(READY)
                    .describes(READY)
                    .answers("list-operations-failed.json")
                    .answers("describe-operation-failed.json");
            FlinkApplication application = service.application("orders-Job-6F5E4D");
            application.status();
            application.hasSnapshot();
            application.start(Restore.NOTHING);
            application.stop();
            application.forceStop();
            application.whyFailed("Zx0YtV3cQ1a");
            application.metrics(Instant.EPOCH, Instant.EPOCH.plusSeconds(60));
            application.newestError(Instant.EPOCH);
            application.isRolledBack();
            application.checkpointInterval();
            application.whyRolledBack();
            calls = service.operations();
        }

        assertThat(FlinkApplication.class.getDeclaredMethods())
                .as("this test calls every method")
                .hasSize(11);
        assertThat(found("JobStarterRole", "(?m)^ +(?:- |Action: )((?!sts)[a-z]+:[A-Z]\\w+)$"))
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(
                        calls.stream().map(StarterTemplateTest::permission).distinct().toList());
    }

    /**
     * The starter reads one property. CloudFormation itself uses {@code ServiceToken} and {@code
     * ServiceTimeout}. The other properties exist so that CloudFormation sends an update when one
     * of them changes.
     */
    @Test
    void theStarterReadsThePropertyThatNamesTheJob() throws IOException {
        Map<String, Object> properties = new HashMap<>();
        for (String name : found("JobStart", "(?m)^      (\\w+):")) {
            properties.put(name, "the value of " + name);
        }

        assertThat(properties)
                .containsOnlyKeys(
                        "ServiceToken",
                        "ServiceTimeout",
                        "ApplicationName",
                        "CodeKey",
                        "CodeVersion",
                        "Settings");
        assertThat(
                        new CustomResourceRequest(Map.of("ResourceProperties", properties))
                                .physicalResourceId())
                .isEqualTo("the value of ApplicationName");
        assertThat(section("JobStart")).contains("\n      ApplicationName: !Ref Job\n");
    }

    /** A rollback restores the job's state from a snapshot, so snapshots must be enabled. */
    @Test
    void theServiceRollsBackAnUpdateThatFails() throws IOException {
        assertThat(found("Job", "(?m)^ {8}ApplicationSystemRollbackConfiguration:\\s+(.+)$"))
                .containsExactly("RollbackEnabled: true");
        assertThat(found("Job", "(?m)^ {8}ApplicationSnapshotConfiguration:\\s+(.+)$"))
                .containsExactly("SnapshotsEnabled: true");
    }

    private static String permission(String call) {
        return switch (call) {
            case "GetMetricData" -> "cloudwatch:" + call;
            case "GetLogEvents" -> "logs:" + call;
            default -> "kinesisanalytics:" + call;
        };
    }

    private static List<String> found(String resource, String pattern) throws IOException {
        return Pattern.compile(pattern)
                .matcher(section(resource))
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    private static String section(String resource) throws IOException {
        String template = Files.readString(Path.of("template.yaml"));
        return template.split("\n  " + resource + ":\n", -1)[1].split("\n\n", -1)[0] + "\n";
    }
}
