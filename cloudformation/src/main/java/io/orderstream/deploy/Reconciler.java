package io.orderstream.deploy;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationStatus;

/**
 * Looks at an application every ten seconds and lets a goal act on what it sees, until the goal is
 * reached or only the time for an answer is left.
 */
final class Reconciler {

    static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);

    /** Kept for one more look, with its calls, for reading the job's log, and for the answer. */
    static final Duration MARGIN = Duration.ofSeconds(90);

    private final FlinkApplication application;
    private final RemainingTime time;
    private final Consumer<String> log;

    /**
     * @param log told of every change that is seen, and of calls that failed
     */
    Reconciler(FlinkApplication application, RemainingTime time, Consumer<String> log) {
        this.application = application;
        this.time = time;
        this.log = log;
    }

    /**
     * Waits for the goal.
     *
     * @throws UnreachableException if it cannot be reached, or time runs out
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
                log.accept("A call failed and will be repeated: " + e.getMessage());
                trouble = Optional.of(e);
            }
            if (time.remaining().compareTo(BETWEEN_LOOKS.plus(MARGIN)) < 0) {
                throw outOfTime(seen, goal, trouble);
            }
            time.pause(BETWEEN_LOOKS);
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
