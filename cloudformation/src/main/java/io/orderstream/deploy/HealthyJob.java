package io.orderstream.deploy;

import io.orderstream.deploy.FlinkApplication.Restore;
import java.util.Optional;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationStatus;

/**
 * The application runs, and its job is healthy: the state after a creation and after an update.
 *
 * <ul>
 *   <li>A running application, or one that is about to run, is left alone: when a running
 *       application is updated, the service itself restarts it with its state. When the application
 *       runs, {@link JobHealth} decides whether its job is healthy. If the application leaves the
 *       state RUNNING meanwhile, the check of its health begins again.
 *   <li>An application that is {@code READY} is started. A new application has no snapshot: its job
 *       reads the stream from its beginning. An application that an operator or a failure has
 *       stopped continues from its newest snapshot. If there is a snapshot, the job never starts
 *       without state. Without state, it would archive again every order that is still on the
 *       stream.
 *   <li>An application whose update was rolled back, or that is being deleted or does not exist,
 *       cannot reach this state.
 * </ul>
 */
final class HealthyJob implements DesiredState {

    /**
     * After a request, the status may be out of date for some polls. If the status is unchanged for
     * this number of polls, it counts as up to date.
     */
    private static final int STALE_POLLS = 6;

    private static final int MAX_REFUSALS = 3;

    private final FlinkApplication application;
    private final RemainingTime time;
    private Optional<JobHealth> health = Optional.empty();
    private Optional<String> startOperation = Optional.empty();
    private boolean startTookEffect;
    private int stalePolls;
    private int refusals;
    private boolean rolledBack;

    HealthyJob(FlinkApplication application, RemainingTime time) {
        this.application = application;
        this.time = time;
    }

    @Override
    public boolean advance(Optional<ApplicationStatus> status) throws UnreachableException {
        ApplicationStatus now =
                status.orElseThrow(
                        () -> new UnreachableException("The application does not exist"));
        if (now != ApplicationStatus.READY && startOperation.isPresent()) {
            startTookEffect = true;
        }
        if (now != ApplicationStatus.RUNNING) {
            health = Optional.empty();
        }
        switch (now) {
            case RUNNING -> {
                return isHealthy();
            }
            case READY -> startOnce();
            case ROLLING_BACK -> rolledBack = true;
            case ROLLED_BACK -> throw updateFailed();
            case DELETING -> throw new UnreachableException("The application is being deleted");
            default -> {
                // Wait. STARTING, UPDATING, AUTOSCALING and MAINTENANCE become RUNNING or READY.
                // FORCE_STOPPING becomes READY, and so does STOPPING, unless the snapshot fails.
                // Wait, too, if this SDK does not know the status.
            }
        }
        return false;
    }

    @Override
    public Optional<String> lacking() {
        return health.flatMap(JobHealth::lacking);
    }

    private boolean isHealthy() throws UnreachableException {
        if (health.isEmpty()) {
            if (rolledBack || application.isRolledBack()) {
                throw updateFailed();
            }
            health = Optional.of(new JobHealth(application, time));
        }
        return health.get().isKnownToBeHealthy();
    }

    private void startOnce() throws UnreachableException {
        if (startOperation.isPresent()) {
            if (startTookEffect || ++stalePolls >= STALE_POLLS) {
                throw new UnreachableException(
                        "The application started and then stopped"
                                + application
                                        .whyFailed(startOperation.get())
                                        .map(why -> ": " + why)
                                        .orElse(""));
            }
            return;
        }
        try {
            startOperation =
                    Optional.of(
                            application.start(
                                    application.hasSnapshot()
                                            ? Restore.LATEST_SNAPSHOT
                                            : Restore.NOTHING));
        } catch (WrongStateException e) {
            // The status may have changed after the poll, or IAM has not spread a new role yet.
            if (++refusals >= MAX_REFUSALS) {
                throw new UnreachableException(
                        "The application cannot be started: " + e.getMessage());
            }
        }
    }

    private UnreachableException updateFailed() {
        return new UnreachableException(
                "The update failed, and the service restored the application's previous version"
                        + application.whyRolledBack().map(why -> ": " + why).orElse(""));
    }
}
