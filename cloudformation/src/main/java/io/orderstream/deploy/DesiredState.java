package io.orderstream.deploy;

import java.util.Optional;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationStatus;

/** What the application is to become. A goal remembers what it has asked for: one per request. */
interface DesiredState {

    /**
     * Looks at the status, and asks the service for the next thing that helps, if there is one.
     *
     * @param status of the application; empty if there is none
     * @return whether the goal is reached
     * @throws UnreachableException if it cannot be reached any more
     */
    boolean advance(Optional<ApplicationStatus> status) throws UnreachableException;

    /** What is still lacking while the application is in the right state; empty if nothing is. */
    default Optional<String> lacking() {
        return Optional.empty();
    }
}
