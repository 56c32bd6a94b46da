package io.orderstream.deploy;

import java.util.Optional;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationStatus;

/**
 * The application does not run any more, or is gone: the state before a deletion.
 *
 * <p>A running application is stopped with a snapshot. That also commits the open files of the job,
 * so that every order that it has read is in the archive. A forced stop is the last resort, and is
 * used only in states in which the service allows it. To force an application that is {@code READY}
 * is an error, which would keep the stack from being deleted.
 */
final class StoppedJob implements DesiredState {

    /** For so many looks after a request, an unchanged status may just be out of date. */
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
                // The application will run soon, and can then be stopped with a snapshot.
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
                // Wait: DELETING ends without an application, ROLLING_BACK and MAINTENANCE end with
                // one that runs or is ready. A status that this SDK does not know is waited out.
            }
        }
        return false;
    }

    /** Asks for a stop. Asks for a forced stop if the stop is refused or has no effect. */
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
            // The application may have become READY meanwhile: the next look shows that.
            if (++refusals >= MOST_REFUSALS) {
                throw new UnreachableException(
                        "The application cannot be stopped: " + e.getMessage());
            }
        }
    }

    /** The status does not say whether the previous version runs, so this tries a stop. */
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
