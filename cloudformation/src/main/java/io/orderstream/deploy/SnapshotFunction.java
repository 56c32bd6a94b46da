package io.orderstream.deploy;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.logging.LogLevel;
import java.time.Clock;
import java.util.Map;
import java.util.function.Function;
import software.amazon.awssdk.services.kinesisanalyticsv2.KinesisAnalyticsV2Client;

/**
 * Lambda's entry point for the scheduled snapshots: takes a snapshot of the Flink job, and deletes
 * the oldest scheduled snapshots. A failed snapshot fails the invocation, which raises an alarm.
 *
 * <pre>{@code
 * Handler: io.orderstream.deploy.SnapshotFunction::handleRequest
 * # The event that the schedule sends:
 * {"ApplicationName": "orders-Job", "Keep": "28"}
 * }</pre>
 */
public final class SnapshotFunction implements RequestHandler<Map<String, Object>, Void> {

    private final Function<String, JobSnapshots> applications;
    private final Function<Context, RemainingTime> times;
    private final Clock clock;

    /** For Lambda. */
    public SnapshotFunction() {
        this(of(ManagedFlink.client(KinesisAnalyticsV2Client.builder())));
    }

    private SnapshotFunction(Function<String, JobSnapshots> applications) {
        this(applications, InvocationTime::new, Clock.systemUTC());
    }

    SnapshotFunction(
            Function<String, JobSnapshots> applications,
            Function<Context, RemainingTime> times,
            Clock clock) {
        this.applications = applications;
        this.times = times;
        this.clock = clock;
    }

    private static Function<String, JobSnapshots> of(KinesisAnalyticsV2Client client) {
        return name -> new ManagedSnapshots(client, name);
    }

    /**
     * Takes a snapshot if the job runs, and then keeps only the newest {@code Keep} scheduled
     * snapshots.
     *
     * @throws IllegalArgumentException if the event has no valid {@code ApplicationName} or {@code
     *     Keep}
     * @throws IllegalStateException if the snapshot failed, was not ready in time, or was refused
     *     although the job runs and no other snapshot is being created
     * @throws TransientException if calls to the service still failed when no time was left
     */
    @Override
    public Void handleRequest(Map<String, Object> event, Context context) {
        String application = text(event, "ApplicationName");
        int kept = Integer.parseInt(text(event, "Keep"));
        if (kept < 1) {
            throw new IllegalArgumentException("Keep: expected at least 1, found " + kept);
        }
        LambdaLogger log = context.getLogger();
        new ScheduledSnapshot(
                        applications.apply(application),
                        times.apply(context),
                        line -> log.log(line, LogLevel.INFO))
                .run(clock.instant(), kept);
        return null;
    }

    private static String text(Map<String, Object> event, String name) {
        if (event.get(name) instanceof String text && !text.isBlank()) {
            return text;
        }
        throw new IllegalArgumentException(
                String.format("%s: expected text, found %s", name, event.get(name)));
    }
}
