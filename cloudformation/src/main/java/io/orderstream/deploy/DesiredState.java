package io.orderstream.deploy;

import java.util.Optional;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationStatus;

/**
 * The state that the Flink application should reach. An object remembers what it has asked the
 * service, Managed Service for Apache Flink, to do. So each request of CloudFormation needs a new
 * object.
 */
interface DesiredState {

    /**
     * Handles the current status, and asks the service for the next step, if there is one.
     *
     * @param status the status of the application; empty if there is no such application
     * @return whether the application has reached this state
     * @throws UnreachableException if the application cannot reach this state any more
     */
    boolean advance(Optional<ApplicationStatus> status) throws UnreachableException;

    /** What is still missing although the status is right; empty if nothing is missing. */
    default Optional<String> lacking() {
        return Optional.empty();
    }
}
