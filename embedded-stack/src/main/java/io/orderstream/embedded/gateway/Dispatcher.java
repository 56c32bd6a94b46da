package io.orderstream.embedded.gateway;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orderstream.embedded.json.StackJson;
import io.orderstream.embedded.lambda.FunctionErrorException;
import io.orderstream.embedded.lambda.Invocable;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the route of a request, invokes its function, and maps the answer.
 *
 * <p>If the API has a CorsConfiguration, the gateway itself answers a preflight request that
 * matches no route. As on API Gateway, a route with the method {@code OPTIONS} or {@code ANY}, or
 * the route {@code $default}, can match a preflight request. Then the route's authorizer, if there
 * is one, checks the request. The documentation does not say whether API Gateway then calls the
 * function. This class calls the function, so that a wrong answer to a preflight request is
 * noticed.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html">CORS
 *     for HTTP APIs</a>
 */
final class Dispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final ObjectMapper JSON = StackJson.MAPPER;

    private final ApiDefinition api;
    private final String accountId;
    private final Map<String, ? extends Invocable> functions;

    Dispatcher(ApiDefinition api, String accountId, Map<String, ? extends Invocable> functions) {
        this.api = api;
        this.accountId = accountId;
        this.functions = functions;
    }

    ProxyAnswer answer(HttpCall call) {
        Optional<Map.Entry<GatewayRoute, Map<String, String>>> route = route(call);
        if (api.cors().isEmpty()) {
            return answer(call, route);
        }
        Cors cors = api.cors().get();
        boolean preflight = cors.isPreflight(call);
        ProxyAnswer answer =
                preflight && route.isEmpty()
                        ? new ProxyAnswer(204, Map.of(), List.of(), HttpCall.Body.NONE)
                        : answer(call, route);
        return withCors(answer, preflight ? cors.preflight(call) : cors.simple(call));
    }

    private ProxyAnswer answer(
            HttpCall call, Optional<Map.Entry<GatewayRoute, Map<String, String>>> route) {
        return route.map(found -> invoke(call, found.getKey(), found.getValue()))
                .orElseGet(() -> ProxyAnswer.message(404, "Not Found"));
    }

    private static ProxyAnswer withCors(ProxyAnswer answer, Map<String, String> cors) {
        Map<String, String> headers = new LinkedHashMap<>(answer.headers());
        headers.keySet().removeIf(name -> name.startsWith("access-control-"));
        headers.putAll(cors);
        return new ProxyAnswer(answer.status(), headers, answer.cookies(), answer.body());
    }

    /** The matching route, with the values of its path variables. */
    private Optional<Map.Entry<GatewayRoute, Map<String, String>>> route(HttpCall call) {
        Optional<String> path = withoutStage(call.path());
        if (path.isPresent()) {
            for (GatewayRoute route : api.routes()) {
                Optional<Map<String, String>> variables =
                        route.key().match(call.method(), path.get());
                if (variables.isPresent()) {
                    return Optional.of(Map.entry(route, variables.get()));
                }
            }
        }
        return Optional.empty();
    }

    private Optional<String> withoutStage(String path) {
        if (api.stage().equals("$default")) {
            return Optional.of(path);
        }
        String prefix = "/" + api.stage();
        if (path.equals(prefix)) {
            return Optional.of("/");
        }
        return path.startsWith(prefix + "/")
                ? Optional.of(path.substring(prefix.length()))
                : Optional.empty();
    }

    private ProxyAnswer invoke(HttpCall call, GatewayRoute route, Map<String, String> variables) {
        ObjectNode event = ProxyEvent.of(call, api, accountId, route.key(), variables);
        String name = route.functionName();
        try {
            if (route.authorizer().isPresent()) {
                ProxyEvent.putToken(
                        event, route.authorizer().get().token(call, route.scopes()), route);
            }
            byte[] payload = JSON.writeValueAsBytes(event);
            if (payload.length > Invocable.EVENT_LIMIT) {
                return ProxyAnswer.message(413, "Request Entity Too Large");
            }
            return ProxyAnswer.of(functions.get(name).invoke(payload, route.timeout()));
        } catch (RefusedTokenException e) {
            LOG.info("{}: refused: {}", route.key(), e.getMessage());
            return e.answer();
        } catch (FunctionErrorException e) {
            LOG.warn("{}: {}", route.key(), e.getMessage());
        } catch (MalformedAnswerException e) {
            LOG.warn("{}: {} returned a malformed answer: {}", route.key(), name, e.getMessage());
        } catch (TimeoutException e) {
            LOG.warn("{}: {} did not answer within {}", route.key(), name, route.timeout());
            return ProxyAnswer.message(503, "Service Unavailable");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ProxyAnswer.message(503, "Service Unavailable");
        } catch (IOException e) {
            throw new IllegalStateException("an event is always JSON", e);
        }
        return ProxyAnswer.message(500, "Internal Server Error");
    }
}
