package io.orderstream.lambda.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The routes that one function serves, and what becomes of a request: the route's answer, 403 if no
 * authorizer has seen it, 404 or 405 for what is no route, the answer of a {@link
 * RefusedException}, 503 for {@link UnavailableException}, and 500 without any detail for every
 * other exception and for a stack overflow, which is logged.
 *
 * <p>This is the one place where a function learns who calls: no action and no refusal comes before
 * it. Only OPTIONS does, which tells nothing but the methods of a path: browsers send it without
 * any authorization.
 *
 * <pre>{@code
 * Api<Event> api =
 *         new Api<>(
 *                 event -> Caller.of(Authorization.JWT, "accountid", event.claims(), false),
 *                 Map.of(Route.GET_ORDER, (event, caller, log) -> Answer.json(200, "{}")));
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
         * @param caller who sends it
         * @param log takes the order's id
         */
        Answer answer(R request, Caller caller, RequestLog log);
    }

    private final Function<R, Caller> callers;
    private final Map<Route, Action<R>> actions;

    /**
     * An API of these routes.
     *
     * @param callers who sends a request; throws {@link UnauthorizedException} if no authorizer has
     *     seen it
     */
    public Api(Function<R, Caller> callers, Map<Route, Action<R>> actions) {
        this.callers = callers;
        this.actions = Map.copyOf(actions);
    }

    /**
     * Answers. Of all that an action can throw, only errors of the virtual machine get out, and a
     * stack overflow does not: it says something about this request, not about the process.
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
                            403,
                            "not-authorized",
                            "Nobody has checked who sends this request",
                            "The log has more about request " + log.requestId(),
                            List.of()));
        } catch (RefusedException e) {
            return e.answer();
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
