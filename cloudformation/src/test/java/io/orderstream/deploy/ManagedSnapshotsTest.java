package io.orderstream.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationStatus.RUNNING;
import static software.amazon.awssdk.services.kinesisanalyticsv2.model.SnapshotStatus.CREATING;
import static software.amazon.awssdk.services.kinesisanalyticsv2.model.SnapshotStatus.READY;

import io.orderstream.deploy.JobSnapshots.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.KinesisAnalyticsV2Exception;

/**
 * Tests {@link ManagedSnapshots} with the real client of the SDK, and with answers in the format of
 * the service.
 */
class ManagedSnapshotsTest {

    private static final String NAME = "{\"ApplicationName\":\"orders-Job-6F5E4D\"}";
    private static final Snapshot STOP_SNAPSHOT =
            new Snapshot("stopped", Instant.ofEpochSecond(1_795_420_000), READY);

    private FakeService service;
    private JobSnapshots snapshots;

    @BeforeEach
    void start() throws IOException {
        service = new FakeService();
        snapshots = service.snapshots("orders-Job-6F5E4D");
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void readsTheStatus() {
        service.describes(RUNNING);

        assertThat(snapshots.status()).contains(RUNNING);
        assertThat(service.requests()).containsExactly("DescribeApplication " + NAME);
    }

    @Test
    void seesThatThereIsNoApplication() {
        service.fails(400, "ResourceNotFoundException", "Unable to find orders-Job-6F5E4D");

        assertThat(snapshots.status()).isEmpty();
    }

    @Test
    void listsAllPages() {
        service.answers("list-snapshots-1.json").answers("list-snapshots-2.json");

        assertThat(snapshots.all())
                .containsExactly(
                        new Snapshot("nightly", Instant.ofEpochSecond(1_795_430_000), CREATING),
                        STOP_SNAPSHOT);
        assertThat(service.requests())
                .containsExactly(
                        "ListApplicationSnapshots " + NAME,
                        "ListApplicationSnapshots"
                                + " {\"ApplicationName\":\"orders-Job-6F5E4D\",\"NextToken\":\"page-2\"}");
    }

    @Test
    void createsASnapshot() throws Exception {
        service.answers("stop-application.json");

        snapshots.create("scheduled-20261128-120000");

        assertThat(service.requests())
                .containsExactly(
                        """
                        CreateApplicationSnapshot {"ApplicationName":"orders-Job-6F5E4D",\
                        "SnapshotName":"scheduled-20261128-120000"}""");
    }

    @Test
    void deletesByNameAndTimeOfCreation() throws Exception {
        service.answers("stop-application.json");

        snapshots.delete(STOP_SNAPSHOT);

        assertThat(service.requests())
                .singleElement()
                .asString()
                .matches(
                        "DeleteApplicationSnapshot \\{\"ApplicationName\":\"orders-Job-6F5E4D\","
                                + "\"SnapshotName\":\"stopped\","
                                + "\"SnapshotCreationTimestamp\":(1795420000(\\.0+)?|1\\.79542E9)}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ResourceInUseException",
                "ResourceNotFoundException",
                "InvalidArgumentException",
                "InvalidRequestException",
                "InvalidApplicationConfigurationException",
                "ConcurrentModificationException"
            })
    void callThatTheServiceRefuses_isAWrongStateException(String error) {
        service.fails(400, error, "a snapshot is being taken")
                .fails(400, error, "a snapshot is being taken");

        assertThatThrownBy(() -> snapshots.create("scheduled-20261128-120000"))
                .isInstanceOf(WrongStateException.class)
                .hasMessageContaining("a snapshot is being taken");
        assertThatThrownBy(() -> snapshots.delete(STOP_SNAPSHOT))
                .isInstanceOf(WrongStateException.class);
    }

    @Test
    void throttlingThatOutlastsTheSdksRetries_isTransient() {
        for (int i = 0; i < 4; i++) {
            service.fails(400, "ThrottlingException", "Rate exceeded");
        }

        assertThatThrownBy(() -> snapshots.all())
                .isInstanceOf(TransientException.class)
                .hasMessageContaining("Rate exceeded");
    }

    @Test
    void aMissingPermissionIsAnError() {
        service.fails(400, "AccessDeniedException", "not authorized");

        assertThatThrownBy(() -> snapshots.create("scheduled-20261128-120000"))
                .isInstanceOf(KinesisAnalyticsV2Exception.class)
                .hasMessageContaining("not authorized");
    }

    @Test
    void theFunctionsRoleAllowsEachCallToTheService_andNoOtherCallToIt() throws Exception {
        service.describes(RUNNING)
                .answers("list-snapshots-none.json")
                .answers("stop-application.json")
                .answers("stop-application.json");
        snapshots.status();
        snapshots.all();
        snapshots.create("scheduled-20261128-120000");
        snapshots.delete(STOP_SNAPSHOT);

        assertThat(JobSnapshots.class.getDeclaredMethods())
                .as("this test calls every method")
                .hasSameSizeAs(service.requests());
        assertThat(allowed("SnapshotRole"))
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(
                        service.requests().stream()
                                .map(call -> "kinesisanalytics:" + call.split(" ", 2)[0])
                                .toList());
    }

    private static List<String> allowed(String role) throws IOException {
        String template = Files.readString(Path.of("template.yaml"));
        String section = template.split("\n  " + role + ":\n", -1)[1].split("\n\n", -1)[0];
        return Pattern.compile("(?m)^ +- (kinesisanalytics:\\w+)$")
                .matcher(section)
                .results()
                .map(match -> match.group(1))
                .toList();
    }
}
