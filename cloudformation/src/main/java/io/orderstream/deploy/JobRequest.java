package io.orderstream.deploy;

import com.amazonaws.services.lambda.runtime.events.CloudFormationCustomResourceEvent;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What CloudFormation asks for: {@code RequestType} and the property {@code ApplicationName}. Every
 * other property is there only to make CloudFormation send an update when it changes.
 */
final class JobRequest {

    private static final String APPLICATION_NAME = "ApplicationName";

    private final CloudFormationCustomResourceEvent event;

    JobRequest(CloudFormationCustomResourceEvent event) {
        this.event = event;
    }

    /** For the log: no address in it. */
    String description() {
        return event.getRequestType()
                + " "
                + event.getLogicalResourceId()
                + ", request "
                + event.getRequestId()
                + ", application "
                + applicationName().orElse("not named");
    }

    /**
     * The resource's id: the application's name, since another application is another resource.
     * CloudFormation then deletes the old one, which stops the old application.
     */
    String physicalResourceId() {
        return applicationName()
                .or(() -> Optional.ofNullable(event.getPhysicalResourceId()))
                .orElse("without-an-application");
    }

    /**
     * Makes the application what it is to be.
     *
     * @throws UnreachableException if that cannot be
     */
    void carryOut(
            Function<String, FlinkApplication> applications, TimeLeft time, Consumer<String> log)
            throws UnreachableException {
        String type = String.valueOf(event.getRequestType());
        switch (type) {
            case "Create", "Update" -> start(applications, time, log);
            case "Delete" -> stop(applications, time, log);
            default -> throw new UnreachableException("There is no request type " + type);
        }
    }

    private void start(
            Function<String, FlinkApplication> applications, TimeLeft time, Consumer<String> log)
            throws UnreachableException {
        FlinkApplication application =
                applications.apply(
                        applicationName()
                                .orElseThrow(
                                        () ->
                                                new UnreachableException(
                                                        "The property ApplicationName is missing")));
        new Wait(application, time, log).until(new Running(application));
    }

    private void stop(
            Function<String, FlinkApplication> applications, TimeLeft time, Consumer<String> log)
            throws UnreachableException {
        Optional<FlinkApplication> application = applicationName().map(applications);
        if (application.isEmpty()) {
            log.accept("Nothing to stop: nothing was ever started without a name");
            return;
        }
        new Wait(application.get(), time, log).until(new Stopped(application.get()));
    }

    private Optional<String> applicationName() {
        return Optional.ofNullable(event.getResourceProperties())
                .map((Map<String, Object> properties) -> properties.get(APPLICATION_NAME))
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .filter(name -> !name.isBlank());
    }
}
