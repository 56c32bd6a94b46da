package io.orderstream.model.api;

import io.orderstream.model.ProblemDocument;
import java.util.Map;
import java.util.Optional;

/**
 * The routes that one function serves, and what becomes of a request: the route's answer, 404 or
 * 405 for what is no route, 503 for {@link UnavailableException}, and 500 without any detail for
 * every other exception and for a stack overflow, which is logged.
 *
 * <pre>{@code
 * Api<Event> api = new Api<>(Map.of(Route.GET_ORDER, (event, log) -> Answer.json(200, "{}")));
 * Answer answer = api.answer(event, "GET /order", "GET", "/order", log);
 * }</pre>
 *
 * @param <R> the framework's request
 */
public final class Api<R> {

    /**
     * What one route does.
     *
     * @param <R> the framework's request
     */
    public interface Action<R> {

        /**
         * Answers a request.
         *
         * @param log takes the order's id
         */
        Answer answer(R request, RequestLog log);
    }

    private final Map<Route, Action<R>> actions;

    public Api(Map<Route, Action<R>> actions) {
        this.actions = Map.copyOf(actions);
    }

    /**
     * Answers. Of all that an action can throw, only errors of the virtual machine get out, and a
     * stack overflow does not: it says something about this request, not about the process.
     */
    public Answer answer(R request, String routeKey, String method, String path, RequestLog log) {
        Optional<Action<R>> action = Route.of(routeKey).map(actions::get);
        if (action.isEmpty()) {
            return Route.refusal(method, path);
        }
        try {
            return action.get().answer(request, log);
        } catch (UnavailableException e) {
            log.error(e);
            return e.answer();
        } catch (RuntimeException | StackOverflowError e) {
            return failure(e, log);
        }
    }

    /** The answer to a request that failed through no fault of the client's: logged, and a 500. */
    public static Answer failure(Throwable thrown, RequestLog log) {
        log.error(thrown);
        return Answer.problem(
                ProblemDocument.internalError("The log has more about request " + log.requestId()));
    }
}
