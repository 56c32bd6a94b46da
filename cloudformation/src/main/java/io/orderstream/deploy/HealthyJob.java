package io.orderstream.deploy;

import io.orderstream.deploy.FlinkApplication.Restore;
import java.util.Optional;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationStatus;

/**
 * The application is to run, and its job is to be healthy: the goal of a creation and of an update.
 *
 * <p>One that runs, or is getting there, is left alone: an update of a running application restarts
 * it by itself, with its state. Once it runs, {@link JobHealth} decides, and begins anew whenever
 * the application was in another state meanwhile. One that is ready is started: a new one has no
 * snapshot and begins at the stream's beginning; one that an operator or a failure has stopped goes
 * on from its newest snapshot. It is never started without its state while it has one: it would
 * archive every order that is still on the stream again.
 */
final class HealthyJob implements DesiredState {

    /** After a request, for so many looks, an old status is taken for one that is out of date. */
    private static final int STALE_LOOKS = 6;

    private static final int MOST_REFUSALS = 3;

    private final FlinkApplication application;
    private final RemainingTime time;
    private Optional<JobHealth> health = Optional.empty();
    private Optional<String> startOperation = Optional.empty();
    private boolean startTookEffect;
    private int staleLooks;
    private int refusals;
    private boolean rolledBack;

    HealthyJob(FlinkApplication application, RemainingTime time) {
        this.application = application;
        this.time = time;
    }

    @Override
    public boolean advance(Optional<ApplicationStatus> status) throws UnreachableException {
        ApplicationStatus now =
                status.orElseThrow(() -> new UnreachableException("There is no such application"));
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
            case ROLLED_BACK -> throw takenBack();
            case DELETING -> throw new UnreachableException("The application is being deleted");
            default -> {
                // On its way: STARTING, UPDATING, AUTOSCALING, MAINTENANCE; or to READY: STOPPING,
                // FORCE_STOPPING; or something that this version of the SDK does not know.
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
                throw takenBack();
            }
            health = Optional.of(new JobHealth(application, time));
        }
        return health.get().isKnown();
    }

    private void startOnce() throws UnreachableException {
        if (startOperation.isPresent()) {
            if (startTookEffect || ++staleLooks >= STALE_LOOKS) {
                throw new UnreachableException(
                        "The application was started and stopped again"
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
            // Perhaps the status has changed since; or a new role is not known everywhere yet.
            if (++refusals >= MOST_REFUSALS) {
                throw new UnreachableException(
                        "The application cannot be started: " + e.getMessage());
            }
        }
    }

    private UnreachableException takenBack() {
        return new UnreachableException(
                "The update failed, and the service took the application back to its previous"
                        + " version"
                        + application.whyRolledBack().map(why -> ": " + why).orElse(""));
    }
}
