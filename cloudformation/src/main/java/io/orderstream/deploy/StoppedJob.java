package io.orderstream.deploy;

import java.util.Optional;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationStatus;

/**
 * The application does not run any more, or is gone: the state before a deletion.
 *
 * <p>A running application is stopped with a snapshot. The snapshot also commits the open files of
 * the job, so that every order that the job has read is in the archive. A forced stop is the last
 * resort, and is used only in states in which the service allows it. The service may still refuse
 * the forced stop, for example if the application has become {@code READY} since the poll. After
 * {@link #MAX_REFUSALS} refusals, the deletion of the stack fails.
 */
final class StoppedJob implements DesiredState {

    /**
     * After a request, the status may be out of date for some polls. If the status is unchanged for
     * this number of polls, it counts as up to date.
     */
    private static final int STALE_POLLS = 6;

    /** An update or a scaling that takes more polls than this is stuck. */
    private static final int CHANGING_POLLS = 30;

    /** A stop that has not ended after this number of polls, ten minutes, is stuck. */
    private static final int STOPPING_POLLS = 60;

    private static final int MAX_REFUSALS = 3;

    private enum Request {
        NONE,
        STOP,
        FORCE
    }

    private final FlinkApplication application;
    private Request last = Request.NONE;
    private boolean tookEffect;
    private int stalePolls;
    private int changingPolls;
    private int stoppingPolls;
    private int refusals;

    StoppedJob(FlinkApplication application) {
        this.application = application;
    }

    @Override
    public boolean advance(Optional<ApplicationStatus> status) throws UnreachableException {
        if (status.isEmpty()) {
            return true;
        }
        switch (status.get()) {
            case READY -> {
                return true;
            }
            case STARTING, RUNNING -> stop();
            case UPDATING, AUTOSCALING -> {
                // The application will run soon, and can then be stopped with a snapshot.
                if (++changingPolls > CHANGING_POLLS) {
                    stop();
                }
            }
            case ROLLED_BACK -> {
                return stopRolledBack();
            }
            case STOPPING -> {
                tookEffect = true;
                if (++stoppingPolls > STOPPING_POLLS) {
                    force();
                }
            }
            case FORCE_STOPPING -> tookEffect = true;
            default -> {
                // Wait. After DELETING there is no application. MAINTENANCE becomes RUNNING or
                // READY. ROLLING_BACK becomes RUNNING, READY or ROLLED_BACK. Wait, too, if this SDK
                // does not know the status.
            }
        }
        return false;
    }

    /** Asks for a stop. Asks for a forced stop if the stop is refused, fails or has no effect. */
    private void stop() throws UnreachableException {
        if (last == Request.NONE) {
            try {
                application.stop();
                requested(Request.STOP);
            } catch (WrongStateException e) {
                force();
            }
        } else if (tookEffect || ++stalePolls >= STALE_POLLS) {
            force();
        }
    }

    private void force() throws UnreachableException {
        try {
            application.forceStop();
            requested(Request.FORCE);
        } catch (WrongStateException e) {
            // The application may have become READY meanwhile: the next poll shows that.
            if (++refusals >= MAX_REFUSALS) {
                throw new UnreachableException(
                        "The application cannot be stopped: " + e.getMessage());
            }
        }
    }

    /**
     * Stops an application whose update was rolled back. The status does not say whether the
     * previous version runs, so this method tries a stop. If the service refuses the stop, no
     * version runs, and the method returns true.
     */
    private boolean stopRolledBack() {
        if (last != Request.NONE) {
            return false;
        }
        try {
            application.stop();
            requested(Request.STOP);
            return false;
        } catch (WrongStateException e) {
            return true;
        }
    }

    private void requested(Request request) {
        last = request;
        tookEffect = false;
        stalePolls = 0;
        stoppingPolls = 0;
    }
}
