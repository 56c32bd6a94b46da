package io.orderstream.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static software.amazon.awssdk.services.kinesisanalyticsv2.model.SnapshotStatus.FAILED;
import static software.amazon.awssdk.services.kinesisanalyticsv2.model.SnapshotStatus.READY;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.serialization.factories.JacksonFactory;
import io.orderstream.lambda.fixture.FakeContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sends events to the function as the schedule sends them, through Lambda's serialization. */
class SnapshotFunctionTest {

    private static final String NEW_SNAPSHOT = "scheduled-20261128-120000";

    private final FakeContext context = new FakeContext("orders-Snapshots", Duration.ofMinutes(15));

    @Test
    void takesASnapshot_andKeepsTheNewestOnes() throws IOException {
        FakeSnapshots snapshots =
                new FakeSnapshots()
                        .has("scheduled-20261126-120000", 2, READY)
                        .has("scheduled-20261127-120000", 1, READY);

        send(
                scheduledEvent().replace("${Job}", "orders-Job").replace("${SnapshotsKept}", "2"),
                snapshots);

        assertThat(snapshots.names()).containsExactly("scheduled-20261127-120000", NEW_SNAPSHOT);
        assertThat(context.logged())
                .isEqualTo(
                        """
                        {"message":"Snapshot scheduled-20261128-120000 is ready"}
                        {"message":"Deleted scheduled-20261126-120000"}
                        """);
    }

    /** An alarm counts failed invocations, so the invocation must fail. */
    @Test
    void failsIfTheSnapshotFails() {
        FakeSnapshots snapshots = new FakeSnapshots().becomes(FAILED, 0);

        assertThatThrownBy(
                        () ->
                                send(
                                        "{\"ApplicationName\": \"orders-Job\", \"Keep\": \"2\"}",
                                        snapshots))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Snapshot " + NEW_SNAPSHOT + " failed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"Keep\": \"2\"} | ApplicationName: expected text, found null",
                "{\"ApplicationName\": \"orders-Job\"} | Keep: expected text, found null",
                "{\"ApplicationName\": \"orders-Job\", \"Keep\": \"0\"}"
                        + " | Keep: expected at least 1, found 0"
            })
    void refusesAnInvalidEvent(String event, String message) {
        FakeSnapshots snapshots = new FakeSnapshots();

        assertThatThrownBy(() -> send(event, snapshots))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
        assertThat(snapshots.calls()).isEmpty();
    }

    private void send(String event, FakeSnapshots snapshots) throws IOException {
        SnapshotFunction function =
                new SnapshotFunction(
                        name -> {
                            assertThat(name).isEqualTo("orders-Job");
                            return snapshots;
                        },
                        ignored -> FakeTime.fifteenMinutes(),
                        Clock.fixed(Instant.parse("2026-11-28T12:00:00Z"), ZoneOffset.UTC));
        assertThat(function.handleRequest(event(event), context)).isNull();
    }

    private static Map<String, Object> event(String json) {
        ParameterizedType handler =
                (ParameterizedType) SnapshotFunction.class.getGenericInterfaces()[0];
        assertThat(handler.getRawType()).isEqualTo(RequestHandler.class);
        @SuppressWarnings("unchecked") // As in the Lambda runtime.
        Map<String, Object> event =
                (Map<String, Object>)
                        JacksonFactory.getInstance()
                                .getSerializer(handler.getActualTypeArguments()[0])
                                .fromJson(
                                        new ByteArrayInputStream(
                                                json.getBytes(StandardCharsets.UTF_8)));
        return event;
    }

    /** The event in the template. */
    private static String scheduledEvent() throws IOException {
        Matcher input =
                Pattern.compile("Input: !Sub '(\\{\"ApplicationName\".*})'")
                        .matcher(Files.readString(Path.of("template.yaml")));
        assertThat(input.find()).isTrue();
        return input.group(1);
    }
}
