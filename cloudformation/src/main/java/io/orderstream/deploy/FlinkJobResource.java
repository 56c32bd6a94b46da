package io.orderstream.deploy;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.logging.LogLevel;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.function.Function;

/**
 * Lambda's entry point for the stack's custom resource {@code Custom::FlinkJob}: CloudFormation
 * creates a Flink application, but does not start it, and cannot delete one that runs.
 *
 * <pre>{@code
 * JobStart:
 *   Type: Custom::FlinkJob
 *   Properties:
 *     ServiceToken: !GetAtt JobStarterFunction.Arn   # Handler: io.orderstream.deploy.FlinkJobResource::handleRequest
 *     ApplicationName: !Ref Job
 *     Jar: !Ref JobJarKey                            # anything whose change is an update of the job
 * }</pre>
 *
 * <p>A creation and an update end when the application's job is healthy, a deletion when it has
 * stopped. Each may take as long as the function, less 90 seconds for the job's newest error and
 * for the answer; what is not done by then has failed, says so, and can be repeated: every request
 * looks first at how things are.
 *
 * <p>The event is a map: Lambda reads the event class of its own library with Joda-Time only, a
 * whole library for a type without a date.
 *
 * <p>CloudFormation is always answered, errors included. If even that fails, then so does the
 * invocation, which makes Lambda repeat it.
 */
public final class FlinkJobResource implements RequestHandler<Map<String, Object>, Void> {

    private final Function<String, FlinkApplication> applications;
    private final Function<Context, RemainingTime> times;

    /** For Lambda. Nothing that could fail is done here, where nobody could be told. */
    public FlinkJobResource() {
        this(ManagedFlink::named, InvocationTime::new);
    }

    FlinkJobResource(
            Function<String, FlinkApplication> applications,
            Function<Context, RemainingTime> times) {
        this.applications = applications;
        this.times = times;
    }

    /**
     * Carries out the request and answers it.
     *
     * @throws IllegalArgumentException if the event has no address to answer to
     * @throws IllegalStateException if the answer could not be delivered
     */
    @Override
    public Void handleRequest(Map<String, Object> event, Context context) {
        CustomResourceRequest request = new CustomResourceRequest(event);
        ResponseUrl address = new ResponseUrl(request.responseUrl());
        RemainingTime time = times.apply(context);
        LambdaLogger log = context.getLogger();
        CustomResourceResponse answer = answer(request, context, time);
        log.log(answer.description(), LogLevel.INFO);
        address.put(answer.json(), time, line -> log.log(line, LogLevel.WARN));
        return null;
    }

    private CustomResourceResponse answer(
            CustomResourceRequest request, Context context, RemainingTime time) {
        LambdaLogger log = context.getLogger();
        log.log(request.description(), LogLevel.INFO);
        try {
            request.carryOut(applications, time, line -> log.log(line, LogLevel.INFO));
            return CustomResourceResponse.success(request);
        } catch (UnreachableException e) {
            return CustomResourceResponse.failed(request, e.getMessage(), whereToLook(context));
        } catch (Throwable e) {
            // Errors too: without an answer the stack would hang until CloudFormation gives up.
            log.log(stackTrace(e), LogLevel.ERROR);
            return CustomResourceResponse.failed(request, description(e), whereToLook(context));
        }
    }

    private static String whereToLook(Context context) {
        return "Look at the job's own log first, then at log group "
                + context.getLogGroupName()
                + ", stream "
                + context.getLogStreamName();
    }

    private static String description(Throwable thrown) {
        // A class that could not be initialised says nothing itself.
        Throwable telling =
                thrown.getMessage() == null && thrown.getCause() != null
                        ? thrown.getCause()
                        : thrown;
        return telling.getClass().getSimpleName() + ": " + telling.getMessage();
    }

    private static String stackTrace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
