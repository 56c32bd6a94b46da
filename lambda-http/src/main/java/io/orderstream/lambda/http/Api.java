package io.orderstream.lambda.http;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The routes that one function serves. A request gets one of these answers:
 *
 * <ul>
 *   <li>the route's answer, or the answer of a {@link RefusedException};
 *   <li>403 if the expected authorizer has not checked the request;
 *   <li>404 or 405 if there is no such route;
 *   <li>204 for OPTIONS of a known path, or of a path for which the HTTP API has an OPTIONS route;
 *   <li>503 for an {@link UnavailableException};
 *   <li>500 without details for any other exception and for a stack overflow. The log has the
 *       details.
 * </ul>
 *
 * <p>The caller is checked before an action runs, and before a 404 or 405 is returned. Only the 204
 * is sent without this check, because browsers send OPTIONS without authorization. The 204 shows at
 * most the methods of the path.
 *
 * <pre>{@code
 * Api<Event> api =
 *         new Api<>(
 *                 event -> Caller.of(AuthorizerType.JWT, "accountid", event.claims(), false),
 *                 Map.of(Route.GET_ORDER, (event, caller, log) -> Answer.json(200, "{}")));
 * Answer answer = api.answer(event, "GET /order", "GET", "/order", log);
 * }</pre>
 *
 * @param <R> the type of a request
 */
public final class Api<R> {

    /**
     * What one route does.
     *
     * @param <R> the type of a request
     */
    public interface Action<R> {

        /**
         * Answers one request.
         *
         * @param caller who sends the request
         * @param log the log line of the request; the action adds what the request is about, such
         *     as an order's id
         */
        Answer answer(R request, Caller caller, RequestLog log);
    }

    private final Function<R, Caller> callers;
    private final Map<Route, Action<R>> actions;

    /**
     * An API of these routes.
     *
     * @param callers finds who sends a request; throws {@link UnauthorizedException} if the
     *     expected authorizer has not checked the request
     */
    public Api(Function<R, Caller> callers, Map<Route, Action<R>> actions) {
        this.callers = callers;
        this.actions = Map.copyOf(actions);
    }

    /**
     * Answers a request. If an action throws an exception or a stack overflow, the answer is an
     * error. A stack overflow is caught, because it affects only this request. Other errors of the
     * virtual machine are thrown, because they affect the process.
     */
    public Answer answer(R request, String routeKey, String method, String path, RequestLog log) {
        Optional<Answer> options =
                method.equals("OPTIONS") ? Route.options(routeKey, path) : Optional.empty();
        if (options.isPresent()) {
            return options.get();
        }
        try {
            Caller caller = callers.apply(request);
            return Route.of(routeKey)
                    .map(actions::get)
                    .map(action -> action.answer(request, caller, log))
                    .orElseGet(() -> Route.refusal(method, path));
        } catch (UnauthorizedException e) {
            log.refused(e.getMessage());
            return Answer.problem(
                    new ProblemDocument(
                            ProblemType.NOT_AUTHORIZED,
                            "The log has more about request " + log.requestId()));
        } catch (RefusedException e) {
            return e.answer();
        } catch (UnavailableException e) {
            log.error(e);
            return e.answer();
        } catch (RuntimeException | StackOverflowError e) {
            return failure(e, log);
        }
    }

    /** Logs a failure that the client did not cause, and returns the answer: a 500. */
    public static Answer failure(Throwable thrown, RequestLog log) {
        log.error(thrown);
        return Answer.problem(
                ProblemDocument.internalError("The log has more about request " + log.requestId()));
    }
}
