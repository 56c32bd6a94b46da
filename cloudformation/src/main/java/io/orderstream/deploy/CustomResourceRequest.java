package io.orderstream.deploy;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What CloudFormation asks for: {@code RequestType} and the property {@code ApplicationName}. Every
 * other property is there only to make CloudFormation send an update when it changes.
 *
 * <p>Members: <a
 * href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requests.html">custom
 * resource request objects</a>.
 */
final class CustomResourceRequest {

    /**
     * How long before the request an error in the job's log may be. CloudFormation updates the
     * application first, and calls when the service says that it runs.
     */
    private static final Duration NEWEST_ERROR = Duration.ofMinutes(30);

    private final Map<String, Object> event;

    CustomResourceRequest(Map<String, Object> event) {
        this.event = event;
    }

    /** Where the answer is to go. Not to be logged. */
    String responseUrl() {
        return text(event, "ResponseURL").orElse("");
    }

    String stackId() {
        return text(event, "StackId").orElse("");
    }

    String requestId() {
        return text(event, "RequestId").orElse("");
    }

    String logicalResourceId() {
        return text(event, "LogicalResourceId").orElse("");
    }

    /** For the log: no address in it. */
    String description() {
        return type()
                + " "
                + logicalResourceId()
                + ", request "
                + requestId()
                + ", application "
                + applicationName().orElse("not named");
    }

    /**
     * The resource's id: the application's name, since another application is another resource.
     * CloudFormation then deletes the old one, which stops the old application.
     */
    String physicalResourceId() {
        return applicationName()
                .or(() -> text(event, "PhysicalResourceId"))
                .orElse("without-an-application");
    }

    /**
     * Makes the application what it is to be.
     *
     * @throws UnreachableException if that cannot be
     */
    void carryOut(
            Function<String, FlinkApplication> applications,
            RemainingTime time,
            Consumer<String> log)
            throws UnreachableException {
        switch (type()) {
            case "Create", "Update" -> start(applications, time, log);
            case "Delete" -> stop(applications, time, log);
            default -> throw new UnreachableException("There is no request type " + type());
        }
    }

    private void start(
            Function<String, FlinkApplication> applications,
            RemainingTime time,
            Consumer<String> log)
            throws UnreachableException {
        FlinkApplication application =
                applications.apply(
                        applicationName()
                                .orElseThrow(
                                        () ->
                                                new UnreachableException(
                                                        "The property ApplicationName is missing")));
        Instant since = time.now().minus(NEWEST_ERROR);
        try {
            new Reconciler(application, time, log).until(new HealthyJob(application, time));
        } catch (UnreachableException e) {
            throw new UnreachableException(e.getMessage() + newestError(application, since));
        }
    }

    /** It must not hide what happened, so nothing that goes wrong here gets out. */
    private static String newestError(FlinkApplication application, Instant since) {
        try {
            return application
                    .newestError(since)
                    .map(error -> ". The job's newest error: " + error)
                    .orElse("");
        } catch (RuntimeException e) {
            return ". The job's log cannot be read: " + e.getMessage();
        }
    }

    private void stop(
            Function<String, FlinkApplication> applications,
            RemainingTime time,
            Consumer<String> log)
            throws UnreachableException {
        Optional<FlinkApplication> application = applicationName().map(applications);
        if (application.isEmpty()) {
            log.accept("Nothing to stop: nothing was ever started without a name");
            return;
        }
        new Reconciler(application.get(), time, log).until(new StoppedJob(application.get()));
    }

    private String type() {
        return text(event, "RequestType").orElse("none");
    }

    private Optional<String> applicationName() {
        return event.get("ResourceProperties") instanceof Map<?, ?> properties
                ? text(properties, "ApplicationName").filter(name -> !name.isBlank())
                : Optional.empty();
    }

    private static Optional<String> text(Map<?, ?> members, String name) {
        return members.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
    }
}
