package io.orderstream.benchmark.results;

/**
 * What was to be reached, and what was measured.
 *
 * @param wanted the goal in words
 * @param measured the figure that decides
 * @param met whether it was reached
 * @param reason why not; empty if it was
 */
public record Goal(String wanted, String measured, boolean met, String reason) {

    /** A goal that was met, or was missed for this reason. */
    public static Goal of(String wanted, String measured, boolean met, String reasonIfMissed) {
        return new Goal(wanted, measured, met, met ? "" : reasonIfMissed);
    }
}
