package io.orderstream.deploy;

import java.util.Optional;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationStatus;

/**
 * The application is not to run any more, or is gone: the goal of a deletion.
 *
 * <p>A running one is stopped with a snapshot. That also commits the files that the job has open:
 * every order that it has read is in the archive. Force comes last, and only where the service
 * allows it: forcing an application that is ready is an error, which would keep the stack from
 * being deleted.
 */
final class StoppedJob implements DesiredState {

    /** After a request, for so many looks, an old status is taken for one that is out of date. */
    private static final int STALE_LOOKS = 6;

    /** An update or a scaling that takes more looks than this is stuck. */
    private static final int PATIENT_LOOKS = 30;

    /** A stop whose snapshot takes more looks than this, ten minutes of them, is stuck. */
    private static final int STOPPING_LOOKS = 60;

    private static final int MOST_REFUSALS = 3;

    private enum Request {
        NONE,
        STOP,
        FORCE
    }

    private final FlinkApplication application;
    private Request last = Request.NONE;
    private boolean tookEffect;
    private int staleLooks;
    private int patientLooks;
    private int stoppingLooks;
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
            case STARTING, RUNNING -> end();
            case UPDATING, AUTOSCALING -> {
                // Soon it runs, and can be stopped with a snapshot.
                if (++patientLooks > PATIENT_LOOKS) {
                    end();
                }
            }
            case ROLLED_BACK -> {
                return endRolledBack();
            }
            case STOPPING -> {
                tookEffect = true;
                if (++stoppingLooks > STOPPING_LOOKS) {
                    force();
                }
            }
            case FORCE_STOPPING -> tookEffect = true;
            default -> {
                // DELETING ends in none, ROLLING_BACK and MAINTENANCE in one that runs or is ready;
                // or something that this version of the SDK does not know.
            }
        }
        return false;
    }

    /** Asks for a stop, and if that is refused, or was in vain, for a forced one. */
    private void end() throws UnreachableException {
        if (last == Request.NONE) {
            try {
                application.stop();
                asked(Request.STOP);
            } catch (WrongStateException e) {
                force();
            }
        } else if (tookEffect || ++staleLooks >= STALE_LOOKS) {
            force();
        }
    }

    private void force() throws UnreachableException {
        try {
            application.forceStop();
            asked(Request.FORCE);
        } catch (WrongStateException e) {
            // Perhaps it became ready meanwhile: the next look shows it.
            if (++refusals >= MOST_REFUSALS) {
                throw new UnreachableException(
                        "The application cannot be stopped: " + e.getMessage());
            }
        }
    }

    /** It may be running its previous version or be ready: that can only be tried. */
    private boolean endRolledBack() {
        if (last != Request.NONE) {
            return false;
        }
        try {
            application.stop();
            asked(Request.STOP);
            return false;
        } catch (WrongStateException e) {
            return true;
        }
    }

    private void asked(Request request) {
        last = request;
        tookEffect = false;
        staleLooks = 0;
        stoppingLooks = 0;
    }
}
