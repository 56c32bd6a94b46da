package io.orderstream.lambda.http;

import com.amazonaws.services.lambda.runtime.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;
import java.util.Map;

/**
 * What every function behind the HTTP API does with an event (payload 2.0): it reads the event,
 * finds the caller and the route, logs one line and writes the answer.
 *
 * <pre>{@code
 * new HttpFunction(AuthorizerType.JWT, "accountid", clock, Map.of(Route.GET_ORDER, this::order))
 *         .handle(json, to, context);
 * }</pre>
 */
public final class HttpFunction {

    /** One event and its context. */
    public record Invocation(HttpEvent event, Context context) {}

    private final Api<Invocation> api;
    private final Clock clock;

    /**
     * A function that serves these routes.
     *
     * @param authorization the API's authorizer. With {@code AWS_IAM} or {@code JWT}, the function
     *     refuses a request that the authorizer did not check. Only the 204 for OPTIONS and the 500
     *     for a Lambda event that cannot be parsed are sent without this check.
     * @param accountClaim the name of the token's claim that contains the account id
     */
    public HttpFunction(
            AuthorizerType authorization,
            String accountClaim,
            Clock clock,
            Map<Route, Api.Action<Invocation>> actions) {
        this.api =
                new Api<>(
                        invocation ->
                                Caller.of(
                                        authorization,
                                        accountClaim,
                                        invocation.event().claims(),
                                        invocation.event().isSigned()),
                        actions);
        this.clock = clock;
    }

    /**
     * Answers one event. If the event cannot be parsed, the answer is a 500.
     *
     * @throws IllegalArgumentException if the event can be parsed, but is not an event of an HTTP
     *     API
     */
    public void handle(InputStream json, OutputStream to, Context context) throws IOException {
        HttpEvent event;
        try {
            event = HttpEvent.read(json);
        } catch (IOException e) {
            RequestLog log = new RequestLog(clock, context.getAwsRequestId(), "");
            write(Api.failure(e, log), log, to, context);
            return;
        }
        RequestLog log = new RequestLog(clock, context.getAwsRequestId(), event.routeKey());
        Answer answer =
                api.answer(
                        new Invocation(event, context),
                        event.routeKey(),
                        event.method(),
                        event.path(),
                        log);
        write(answer, log, to, context);
    }

    private static void write(Answer answer, RequestLog log, OutputStream to, Context context)
            throws IOException {
        // Logged as bytes, because the runtime would wrap a text message in another JSON object.
        context.getLogger().log(log.line(answer.status()));
        ProxyResponse.write(to, answer.status(), answer.headers(), answer.body());
    }
}
