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
 * Lambda's entry point for the custom resource {@code Custom::FlinkJob}, which starts and stops the
 * stack's Flink job. This resource is needed because CloudFormation creates a Flink application
 * without starting it, and cannot delete a running application.
 *
 * <pre>{@code
 * JobStart:
 *   Type: Custom::FlinkJob
 *   Properties:
 *     ServiceToken: !GetAtt JobStarterFunction.Arn   # Handler: io.orderstream.deploy.FlinkJobResource::handleRequest
 *     ApplicationName: !Ref Job
 *     CodeKey: !Ref JobJarKey                        # when it changes, CloudFormation sends an update
 * }</pre>
 *
 * <p>A creation and an update end when the job is healthy. A deletion ends when the job has
 * stopped. When less than 100 seconds of the function's time-out are left after a poll, the request
 * fails with a message. The time that is left is for reading the job's newest error and for the
 * answer. Such a request can be repeated, since every request first reads the application's status.
 *
 * <p>The event is a {@code Map}: the event class of Lambda's library needs Joda-Time, although the
 * event has no date.
 *
 * <p>CloudFormation gets an answer after an error, too. If the answer cannot be delivered, the
 * invocation fails, and Lambda repeats the invocation.
 */
public final class FlinkJobResource implements RequestHandler<Map<String, Object>, Void> {

    private final Function<String, FlinkApplication> applications;
    private final Function<Context, RemainingTime> times;

    /**
     * For Lambda. This constructor does nothing that can fail, because an error here could not be
     * reported to CloudFormation.
     */
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
     * @throws IllegalArgumentException if the event has no valid {@code ResponseURL}
     * @throws IllegalStateException if CloudFormation did not take the answer
     */
    @Override
    public Void handleRequest(Map<String, Object> event, Context context) {
        CustomResourceRequest request = new CustomResourceRequest(event);
        ResponseUrl url = new ResponseUrl(request.responseUrl());
        RemainingTime time = times.apply(context);
        LambdaLogger log = context.getLogger();
        CustomResourceResponse answer = answer(request, context, time);
        log.log(answer.description(), LogLevel.INFO);
        url.put(answer.json(), time, line -> log.log(line, LogLevel.WARN));
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
            // This includes errors of the JVM: without an answer, the stack would hang until
            // CloudFormation times out.
            log.log(stackTrace(e), LogLevel.ERROR);
            return CustomResourceResponse.failed(request, description(e), whereToLook(context));
        }
    }

    private static String whereToLook(Context context) {
        return "Look first at the log of the job, then at log group "
                + context.getLogGroupName()
                + ", stream "
                + context.getLogStreamName();
    }

    private static String description(Throwable thrown) {
        // The error of a class that could not be initialised has no message, but its cause has a
        // message.
        Throwable explained =
                thrown.getMessage() == null && thrown.getCause() != null
                        ? thrown.getCause()
                        : thrown;
        return explained.getClass().getSimpleName() + ": " + explained.getMessage();
    }

    private static String stackTrace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
