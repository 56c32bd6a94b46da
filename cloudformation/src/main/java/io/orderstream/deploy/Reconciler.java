package io.orderstream.deploy;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationStatus;

/**
 * Brings the application to a {@link DesiredState}: reads the application's status, lets the
 * desired state ask the service for the next step, and waits ten seconds. The reconciler repeats
 * this until the state is reached, or until less time is left than ten seconds and {@link #MARGIN}
 * together.
 */
final class Reconciler {

    static final Duration BETWEEN_POLLS = Duration.ofSeconds(10);

    /** The time for the calls of one more poll, for reading the job's log, and for the answer. */
    static final Duration MARGIN = Duration.ofSeconds(90);

    private final FlinkApplication application;
    private final RemainingTime time;
    private final Consumer<String> log;

    /**
     * @param log gets each change of the status, and each {@link TransientException}
     */
    Reconciler(FlinkApplication application, RemainingTime time, Consumer<String> log) {
        this.application = application;
        this.time = time;
        this.log = log;
    }

    /**
     * Waits until the application has reached the state.
     *
     * @throws UnreachableException if the application cannot reach the state, or time runs out
     */
    void until(DesiredState goal) throws UnreachableException {
        String seen = "";
        while (true) {
            Optional<TransientException> trouble = Optional.empty();
            try {
                Optional<ApplicationStatus> status = application.status();
                String name = status.map(Enum::name).orElse("gone");
                if (!name.equals(seen)) {
                    seen = name;
                    log.accept("The application is " + seen);
                }
                if (goal.advance(status)) {
                    return;
                }
            } catch (TransientException e) {
                log.accept("A call failed and is retried: " + e.getMessage());
                trouble = Optional.of(e);
            }
            if (time.remaining().compareTo(BETWEEN_POLLS.plus(MARGIN)) < 0) {
                throw outOfTime(seen, goal, trouble);
            }
            time.pause(BETWEEN_POLLS);
        }
    }

    private static UnreachableException outOfTime(
            String seen, DesiredState goal, Optional<TransientException> trouble) {
        return new UnreachableException(
                "Time ran out"
                        + (seen.isEmpty() ? "" : " while the application was " + seen)
                        + goal.lacking().map(lacking -> ": " + lacking).orElse("")
                        + trouble.map(e -> "; the last call failed: " + e.getMessage()).orElse(""));
    }
}
