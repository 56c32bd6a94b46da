package io.orderstream.embedded.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Builds the event for a request, in payload format 2.0.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html">
 *     Lambda proxy integrations for HTTP APIs</a>
 */
final class ProxyEvent {
    private static final DateTimeFormatter COMMON_LOG =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    /**
     * The media types, besides {@code text/*}, whose bodies are text in the event if they are
     * UTF-8. All other bodies are Base64, including HTML forms and bodies without a type. The
     * documentation of API Gateway does not say which types are text. So a function must accept a
     * body as text and as Base64.
     */
    private static final Set<String> TEXT_TYPES =
            Set.of("application/json", "application/xml", "application/javascript");

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private ProxyEvent() {}

    static ObjectNode of(
            HttpCall call,
            ApiDefinition api,
            String accountId,
            RouteKey route,
            Map<String, String> pathParameters) {
        ObjectNode event = JSON.objectNode();
        event.put("version", "2.0");
        event.put("routeKey", route.toString());
        event.put("rawPath", call.path());
        event.put("rawQueryString", call.rawQuery());
        putCookies(event, call);
        ObjectNode headers = event.putObject("headers");
        call.headers().forEach((name, values) -> putHeader(headers, name, values));
        Map<String, List<String>> query = query(call.rawQuery());
        if (!query.isEmpty()) {
            ObjectNode parameters = event.putObject("queryStringParameters");
            query.forEach((name, values) -> parameters.put(name, String.join(",", values)));
        }
        event.set("requestContext", context(call, api, accountId, route));
        putBody(event, call);
        putTexts(event, "pathParameters", pathParameters);
        putTexts(event, "stageVariables", api.stageVariables());
        return event;
    }

    /**
     * Adds the claims and scopes of a token. If the route requires no scope, the event's member
     * {@code scopes} is null.
     */
    static void putToken(ObjectNode event, JwtAuthorizer.Token token, GatewayRoute route) {
        ObjectNode jwt =
                event.withObject("/requestContext").putObject("authorizer").putObject("jwt");
        ObjectNode texts = jwt.putObject("claims");
        token.claims().forEach(texts::put);
        if (route.scopes().isEmpty()) {
            jwt.putNull("scopes");
        } else {
            ArrayNode scopes = jwt.putArray("scopes");
            token.scopes().forEach(scopes::add);
        }
    }

    private static void putHeader(ObjectNode headers, String name, List<String> values) {
        if (!name.equals("cookie")) {
            headers.put(name, String.join(",", values));
        }
    }

    private static void putCookies(ObjectNode event, HttpCall call) {
        List<String> values = call.headers().get("cookie");
        if (values != null) {
            ArrayNode cookies = event.putArray("cookies");
            for (String value : values) {
                for (String cookie : value.split(";", -1)) {
                    cookies.add(cookie.strip());
                }
            }
        }
    }

    private static ObjectNode context(
            HttpCall call, ApiDefinition api, String accountId, RouteKey route) {
        String domain = call.header("host").orElse("").replaceFirst(":[0-9]+$", "");
        int dot = domain.indexOf('.');
        ObjectNode context = JSON.objectNode();
        context.put("accountId", accountId);
        context.put("apiId", api.apiId());
        context.put("domainName", domain);
        context.put("domainPrefix", dot < 0 ? domain : domain.substring(0, dot));
        ObjectNode http = context.putObject("http");
        http.put("method", call.method());
        http.put("path", call.path());
        http.put("protocol", call.protocol());
        http.put("sourceIp", call.sourceIp());
        http.put("userAgent", call.header("user-agent").orElse(""));
        context.put("requestId", call.requestId());
        context.put("routeKey", route.toString());
        context.put("stage", api.stage());
        context.put("time", COMMON_LOG.format(call.time()));
        context.put("timeEpoch", call.time().toEpochMilli());
        return context;
    }

    private static void putBody(ObjectNode event, HttpCall call) {
        Optional<String> text = isText(call) ? decode(call.body().bytes()) : Optional.empty();
        if (!call.body().isEmpty()) {
            event.put(
                    "body",
                    text.orElseGet(() -> Base64.getEncoder().encodeToString(call.body().bytes())));
        }
        event.put("isBase64Encoded", !call.body().isEmpty() && text.isEmpty());
    }

    private static boolean isText(HttpCall call) {
        String type = call.header("content-type").orElse("").toLowerCase(Locale.ROOT);
        int semicolon = type.indexOf(';');
        String bare = (semicolon < 0 ? type : type.substring(0, semicolon)).strip();
        return bare.startsWith("text/") || TEXT_TYPES.contains(bare);
    }

    /** The bytes as text; empty if the bytes are not UTF-8, because decoding would damage them. */
    private static Optional<String> decode(byte[] bytes) {
        try {
            return Optional.of(
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /**
     * The decoded parameters. The query {@code &a=1&&b=2&} has only two parameters, because an
     * empty part is not a parameter (URL Standard, 5.1).
     */
    static Map<String, List<String>> query(String raw) {
        Map<String, List<String>> query = new LinkedHashMap<>();
        for (String pair : raw.split("&", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name =
                        PercentEscapes.decodeQuery(equals < 0 ? pair : pair.substring(0, equals));
                String value =
                        equals < 0 ? "" : PercentEscapes.decodeQuery(pair.substring(equals + 1));
                query.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
            }
        }
        return query;
    }

    private static void putTexts(ObjectNode event, String name, Map<String, String> texts) {
        if (!texts.isEmpty()) {
            ObjectNode object = event.putObject(name);
            texts.forEach(object::put);
        }
    }
}
