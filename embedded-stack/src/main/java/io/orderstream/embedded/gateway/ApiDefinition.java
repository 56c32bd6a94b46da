package io.orderstream.embedded.gateway;

import io.orderstream.embedded.template.ResolvedTemplate;
import io.orderstream.embedded.template.Resource;
import io.orderstream.embedded.template.TemplateException;
import io.orderstream.embedded.template.Value;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The template's HTTP API, which {@link HttpGateway} serves. */
record ApiDefinition(
        String apiId,
        String stage,
        Map<String, String> stageVariables,
        List<GatewayRoute> routes,
        Optional<Cors> cors) {

    private static final Pattern INVOCATION_URI =
            Pattern.compile(
                    "arn:[^:]+:apigateway:[^:]+:lambda:path/2015-03-31/functions/(.+)/invocations");

    static ApiDefinition of(ResolvedTemplate template) {
        Resource api = template.single("AWS::ApiGatewayV2::Api");
        Value protocol = api.get("ProtocolType");
        if (!protocol.text().equals("HTTP")) {
            throw protocol.wrong("HTTP");
        }
        Resource stage = template.single("AWS::ApiGatewayV2::Stage");
        if (!stage.find("AutoDeploy").map(Value::bool).orElse(false)
                && stage.find("DeploymentId").isEmpty()) {
            throw new TemplateException(
                    stage.properties().path()
                            + ": expected AutoDeploy or a DeploymentId, found neither");
        }
        return new ApiDefinition(
                api.ref(),
                stage.get("StageName").text(),
                stage.find("StageVariables").map(Value::texts).orElse(Map.of()),
                routes(template),
                api.find("CorsConfiguration").map(Cors::of));
    }

    private static List<GatewayRoute> routes(ResolvedTemplate template) {
        Map<String, Resource> integrations = new HashMap<>();
        for (Resource integration : template.ofType("AWS::ApiGatewayV2::Integration")) {
            integrations.put("integrations/" + integration.ref(), integration);
        }
        Map<String, JwtAuthorizer> authorizers = new HashMap<>();
        for (Resource authorizer : template.ofType("AWS::ApiGatewayV2::Authorizer")) {
            authorizers.put(authorizer.ref(), JwtAuthorizer.of(authorizer));
        }
        Set<InvokedFunction> permitted = permitted(template);
        Set<String> keys = new HashSet<>();
        List<GatewayRoute> routes = new ArrayList<>();
        for (Resource resource : template.ofType("AWS::ApiGatewayV2::Route")) {
            Resource integration = integration(resource.get("Target"), integrations);
            InvokedFunction function = function(integration.get("IntegrationUri"));
            RouteKey key = key(resource.get("RouteKey"));
            if (!keys.add(key.toString())) {
                throw resource.get("RouteKey").wrong("a unique route key");
            }
            if (!permitted.contains(function)) {
                throw new TemplateException(
                        String.format(
                                "%s: expected an AWS::Lambda::Permission that lets"
                                        + " apigateway.amazonaws.com invoke %s, found none",
                                resource.properties().path(), function));
            }
            Optional<JwtAuthorizer> authorizer = authorizer(resource, authorizers);
            routes.add(
                    new GatewayRoute(
                            key,
                            function.name(),
                            timeout(integration),
                            authorizer,
                            scopes(resource, authorizer.isPresent())));
        }
        if (routes.isEmpty()) {
            throw new TemplateException(
                    "Resources: expected at least one AWS::ApiGatewayV2::Route, found none");
        }
        routes.sort(Comparator.comparing(GatewayRoute::key, RouteKey.MOST_SPECIFIC_FIRST));
        return List.copyOf(routes);
    }

    private static Optional<JwtAuthorizer> authorizer(
            Resource route, Map<String, JwtAuthorizer> authorizers) {
        Optional<Value> type = route.find("AuthorizationType");
        String authorization = type.map(Value::text).orElse("NONE");
        if (authorization.equals("NONE")) {
            return Optional.empty();
        }
        if (!authorization.equals("JWT")) {
            throw type.orElseThrow().wrong("NONE or JWT, the only types that run locally");
        }
        Value id = route.get("AuthorizerId");
        JwtAuthorizer authorizer = authorizers.get(id.text());
        if (authorizer == null) {
            throw id.wrong("the Ref of an AWS::ApiGatewayV2::Authorizer");
        }
        return Optional.of(authorizer);
    }

    private static List<String> scopes(Resource route, boolean hasAuthorizer) {
        Optional<Value> scopes = route.find("AuthorizationScopes");
        if (scopes.isPresent() && !hasAuthorizer) {
            throw scopes.get().wrong("no scopes on a route without a JWT authorizer");
        }
        return scopes.map(value -> value.list().stream().map(Value::text).toList())
                .orElse(List.of());
    }

    private static Resource integration(Value target, Map<String, Resource> integrations) {
        Resource integration = integrations.get(target.text());
        if (integration == null) {
            throw target.wrong("integrations/ and the Ref of an AWS::ApiGatewayV2::Integration");
        }
        expect(integration.get("IntegrationType"), "AWS_PROXY");
        Value version = integration.get("PayloadFormatVersion");
        if (!isTwo(version.text())) {
            throw version.wrong("2.0");
        }
        return integration;
    }

    private static RouteKey key(Value key) {
        try {
            return RouteKey.parse(key.text());
        } catch (IllegalArgumentException e) {
            throw new TemplateException(key.path() + ": " + e.getMessage());
        }
    }

    private static boolean isTwo(String version) {
        try {
            return new BigDecimal(version).compareTo(BigDecimal.valueOf(2)) == 0;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static Duration timeout(Resource integration) {
        Optional<Value> timeout = integration.find("TimeoutInMillis");
        int millis = timeout.map(Value::integer).orElse(30_000);
        if (millis < 50 || millis > 30_000) {
            throw timeout.orElseThrow().wrong("a whole number from 50 to 30000");
        }
        return Duration.ofMillis(millis);
    }

    private static void expect(Value value, String expected) {
        if (!value.text().equals(expected)) {
            throw value.wrong(expected);
        }
    }

    private static InvokedFunction function(Value uri) {
        Matcher wrapped = INVOCATION_URI.matcher(uri.text());
        String arn = wrapped.matches() ? wrapped.group(1) : uri.text();
        return Optional.of(arn)
                .filter(text -> text.startsWith("arn:"))
                .flatMap(InvokedFunction::parse)
                .orElseThrow(() -> uri.wrong("the ARN of a Lambda function"));
    }

    /**
     * The functions that the template allows API Gateway to invoke. On AWS, a route to any other
     * function answers 500. This class refuses such a route, because otherwise nobody would notice
     * the missing permission before the deployment. A permission for a function does not cover its
     * aliases.
     */
    private static Set<InvokedFunction> permitted(ResolvedTemplate template) {
        Set<InvokedFunction> permitted = new HashSet<>();
        for (Resource permission : template.ofType("AWS::Lambda::Permission")) {
            if (permission.get("Principal").text().equals("apigateway.amazonaws.com")) {
                expect(permission.get("Action"), "lambda:InvokeFunction");
                Value function = permission.get("FunctionName");
                permitted.add(
                        InvokedFunction.parse(function.text())
                                .orElseThrow(() -> function.wrong("a function's name or ARN")));
            }
        }
        return permitted;
    }
}
