package io.orderstream.deploy;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A request of CloudFormation for the custom resource. Only {@code RequestType} and the property
 * {@code ApplicationName} decide what to do. {@code ServiceToken} and {@code ServiceTimeout} are
 * for CloudFormation itself. Every other property exists so that CloudFormation sends an update
 * when the property changes.
 *
 * <p>Members: <a
 * href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requests.html">custom
 * resource request objects</a>.
 */
final class CustomResourceRequest {

    /**
     * Errors in the job's log count only if they are at most this old when the request comes. They
     * may be older than the request: CloudFormation first updates the application, and sends the
     * request when the service says that the application runs. The new job may fail before the
     * request comes.
     */
    private static final Duration MAX_ERROR_AGE = Duration.ofMinutes(30);

    private final Map<String, Object> event;

    CustomResourceRequest(Map<String, Object> event) {
        this.event = event;
    }

    /** The URL to which the answer is sent. It must not be logged. */
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

    /** Describes the request for the log, without the URL. */
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
     * The resource's id, which is the application's name. If an update names another application,
     * the id changes. Then CloudFormation deletes the resource with the old id, and this deletion
     * stops the old application.
     */
    String physicalResourceId() {
        return applicationName()
                .or(() -> text(event, "PhysicalResourceId"))
                .orElse("without-an-application");
    }

    /**
     * Starts or stops the application, as requested, and waits until the job is healthy or has
     * stopped.
     *
     * @throws UnreachableException if the application cannot reach the requested state, or does not
     *     reach it in time, or if the request has an unknown type or names no application to start
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
        Instant since = time.now().minus(MAX_ERROR_AGE);
        try {
            new Reconciler(application, time, log).until(new HealthyJob(application, time));
        } catch (UnreachableException e) {
            throw new UnreachableException(e.getMessage() + newestError(application, since));
        }
    }

    /** Never throws: an unreadable log must not hide why the request failed. */
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
            log.accept("Nothing to stop: the property ApplicationName is missing");
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
