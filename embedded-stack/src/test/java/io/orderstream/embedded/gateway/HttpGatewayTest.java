package io.orderstream.embedded.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orderstream.embedded.issuer.LocalIssuer;
import io.orderstream.embedded.lambda.Invocable;
import io.orderstream.embedded.template.PseudoParameters;
import io.orderstream.embedded.template.ResolvedTemplate;
import io.orderstream.embedded.template.Template;
import io.orderstream.embedded.template.TemplateException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the gateway over HTTP, with functions that the tests define. */
class HttpGatewayTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ACCOUNT = "000000000000";

    @TempDir Path directory;

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<JsonNode> events = new ArrayList<>();
    private HttpGateway gateway;

    @AfterEach
    void close() throws IOException {
        if (gateway != null) {
            gateway.close();
        }
    }

    @Test
    void passesTheRequestToTheFunction_andItsAnswerToTheClient() throws Exception {
        start(
                answering(
                        """
                        {
                          "statusCode": 202,
                          "headers": {"X-A": "1"},
                          "cookies": ["a=1", "b=2"],
                          "body": "taken"
                        }
                        """));
        HttpResponse<String> response =
                send(
                        request("/order/a%20b%2Fc?x=1&x=%32")
                                .header("Content-Type", "application/json")
                                .header("X-Two", "1")
                                .header("X-Two", "2")
                                .header("Cookie", "k=v; l=w")
                                .method("PUT", BodyPublishers.ofString("{\"ä\":1}")));
        assertThat(response.statusCode()).isEqualTo(202);
        assertThat(response.body()).isEqualTo("taken");
        assertThat(response.headers().firstValue("x-a")).contains("1");
        assertThat(response.headers().firstValue("content-type"))
                .contains("text/plain;charset=UTF-8");
        assertThat(response.headers().allValues("set-cookie")).containsExactly("a=1", "b=2");
        assertThat(response.headers().firstValue("server")).isEmpty();

        JsonNode event = events.get(0);
        assertThat(event.get("routeKey").asText()).isEqualTo("PUT /order/{proxy+}");
        assertThat(event.get("rawPath").asText()).isEqualTo("/order/a b/c");
        assertThat(event.get("pathParameters")).hasToString("{\"proxy\":\"a b/c\"}");
        assertThat(event.get("queryStringParameters")).hasToString("{\"x\":\"1,2\"}");
        assertThat(event.get("cookies")).hasToString("[\"k=v\",\"l=w\"]");
        assertThat(event.get("headers").get("x-two").asText()).isEqualTo("1,2");
        assertThat(event.get("headers").get("x-forwarded-for").asText()).isEqualTo("127.0.0.1");
        assertThat(event.get("body").asText()).isEqualTo("{\"ä\":1}");
        JsonNode context = event.get("requestContext");
        assertThat(context.get("http").get("sourceIp").asText()).isEqualTo("127.0.0.1");
        assertThat(context.get("http").get("protocol").asText()).isEqualTo("HTTP/1.1");
        assertThat(context.get("accountId").asText()).isEqualTo(ACCOUNT);
        assertThat(response.headers().firstValue("apigw-requestid"))
                .contains(context.get("requestId").asText());
    }

    @Test
    void answers404_whenNoRouteMatches() throws Exception {
        start(answering("{}"));
        for (String path : List.of("/", "/orders", "/order", "/order/")) {
            HttpResponse<String> response = send(request(path));
            assertThat(response.statusCode()).as(path).isEqualTo(404);
            assertThat(response.body()).isEqualTo("{\"message\":\"Not Found\"}");
            assertThat(response.headers().firstValue("content-type")).contains("application/json");
        }
        assertThat(events).isEmpty();
    }

    @Test
    void localRoutesComeBeforeTheTemplatesRoutes_andAreToldTheApisAnswers() throws Exception {
        List<String> told = new ArrayList<>();
        LocalRoutes local =
                new LocalRoutes() {
                    @Override
                    public Optional<Route> find(String path) {
                        return path.equals("/")
                                ? Optional.of(query -> new Answer(200, "text/html", "<p>ä"))
                                : Optional.empty();
                    }

                    @Override
                    public void answered(
                            String method, String path, int status, byte[] body, Duration took) {
                        assertThat(took).isPositive();
                        told.add(
                                String.join(
                                        " ",
                                        method,
                                        path,
                                        Integer.toString(status),
                                        new String(body, UTF_8)));
                    }
                };
        String template = template().replace("PUT /order/{proxy+}", "$default");
        gateway =
                serve(
                        template,
                        0,
                        Map.of(
                                "orders-Put",
                                answering("{\"statusCode\": 202, \"body\": \"taken\"}")),
                        Optional.of(local));

        HttpResponse<String> page = send(request("/"));
        HttpResponse<String> head = send(request("/").method("HEAD", BodyPublishers.noBody()));
        String foreign = sendRaw("GET / HTTP/1.1\r\nHost: a.example\r\n\r\n");
        HttpResponse<String> post = send(request("/").POST(BodyPublishers.noBody()));
        HttpResponse<String> other = send(request("/a%20b"));

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).isEqualTo("<p>ä");
        assertThat(page.headers().firstValue("content-type")).contains("text/html");
        assertThat(cors(page)).isEmpty();
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(foreign)
                .startsWith("HTTP/1.1 403 Forbidden\r\n")
                .contains("The header Host is not the address of this stack");
        assertThat(post.statusCode()).isEqualTo(202);
        assertThat(other.statusCode()).isEqualTo(202);
        assertThat(told).containsExactly("POST / 202 taken", "GET /a b 202 taken");
        assertThat(events).hasSize(2);
    }

    @Test
    void keepsASemicolonAndTheTextAfterItInThePath() throws Exception {
        start(answering("{}"));

        assertThat(send(request("/order/1;v=2+3").PUT(BodyPublishers.noBody())).statusCode())
                .isEqualTo(200);

        assertThat(events.get(0).get("rawPath").asText()).isEqualTo("/order/1;v=2+3");
        assertThat(events.get(0).at("/pathParameters/proxy").asText()).isEqualTo("1;v=2+3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/0.9", "HTTP/1.2", "HTTP/9.9", "HTTP/", "FTP/1.0"})
    void answers400_whenTheHttpVersionIsNotSupported(String version) throws Exception {
        start(answering("{}"));

        String answer = sendRaw("GET /order/1 " + version + "\r\nHost: a\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 400 Bad Request\r\n");
        assertThat(answer).endsWith("\r\n\r\n{\"message\":\"Bad Request\"}");
    }

    @Test
    void answersAMalformedHeadRequestWithoutABody() throws Exception {
        start(answering("{}"));

        String answer = sendRaw("HEAD 127.0.0.1:443 HTTP/1.1\r\nHost: a\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 400 Bad Request\r\n").endsWith("\r\n\r\n");
    }

    @Test
    void answers413_toAClientThatSendsItsWholeBodyBeforeItReadsTheAnswer() throws Exception {
        start(answering("{}"));
        int length = 20 * 1024 * 1024;

        String answer =
                sendRaw(
                        "PUT /order/1 HTTP/1.1\r\nHost: a\r\nContent-Length: "
                                + length
                                + "\r\n\r\n"
                                + "x".repeat(length));

        assertThat(answer)
                .startsWith("HTTP/1.1 413 Payload Too Large\r\n")
                .endsWith("\r\n\r\n{\"message\":\"Request Entity Too Large\"}");
    }

    /**
     * Sends a request as it is written. {@code java.net.http} would refuse some of these requests,
     * for example because they set the header {@code Host}.
     */
    private String sendRaw(String request) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), gateway.endpoint().getPort())) {
            socket.getOutputStream().write(request.getBytes(UTF_8));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    @Test
    void servesAStageUnderItsName() throws Exception {
        start(answering("{}"), template().replace("$default", "prod"));
        assertThat(gateway.endpoint().getPath()).isEqualTo("/prod");
        URI outside = URI.create("http://127.0.0.1:" + gateway.endpoint().getPort() + "/order/1");
        assertThat(send(HttpRequest.newBuilder(outside).PUT(BodyPublishers.noBody())).statusCode())
                .isEqualTo(404);
        assertThat(send(request("/order/1").PUT(BodyPublishers.noBody())).statusCode())
                .isEqualTo(200);
        JsonNode event = events.get(0);
        assertThat(event.get("rawPath").asText()).isEqualTo("/prod/order/1");
        assertThat(event.get("pathParameters")).hasToString("{\"proxy\":\"1\"}");
        assertThat(event.get("requestContext").get("stage").asText()).isEqualTo("prod");
        assertThat(event.has("body")).isFalse();
    }

    @Test
    void answers500ForAMalformedAnswer_and503ForATimeout() throws Exception {
        start(answering("{\"statusCode\": \"ok\"}"));
        HttpResponse<String> nonsense = send(request("/order/1").PUT(BodyPublishers.noBody()));
        assertThat(nonsense.statusCode()).isEqualTo(500);
        assertThat(nonsense.body()).isEqualTo("{\"message\":\"Internal Server Error\"}");
        gateway.close();

        start(
                (event, patience) -> {
                    assertThat(patience).isEqualTo(Duration.ofMillis(700));
                    throw new TimeoutException("late");
                });
        HttpResponse<String> late = send(request("/order/1").PUT(BodyPublishers.noBody()));
        assertThat(late.statusCode()).isEqualTo(503);
        assertThat(late.body()).isEqualTo("{\"message\":\"Service Unavailable\"}");
    }

    @Test
    void refusesBodiesOverTheLimitsOfTheGatewayAndOfLambda() throws Exception {
        start(answering("{}"));
        for (int size : List.of(10 * 1024 * 1024 + 1, 6_291_556)) {
            HttpResponse<String> response =
                    send(
                            request("/order/1")
                                    .header("Content-Type", "text/plain")
                                    .PUT(BodyPublishers.ofString("x".repeat(size))));
            assertThat(response.statusCode()).as("%d bytes", size).isEqualTo(413);
            assertThat(response.body()).isEqualTo("{\"message\":\"Request Entity Too Large\"}");
        }
        assertThat(events).isEmpty();
    }

    @Test
    void passesTheLargestEventThatLambdaAccepts_andRefusesALargerOne() throws Exception {
        start(answering("{}"));
        int limit = 6 * 1024 * 1024;
        assertThat(sendText(6_000_000)).isEqualTo(200);
        int withoutBody = JSON.writeValueAsBytes(events.get(0)).length - 6_000_000;

        assertThat(sendText(limit - withoutBody)).isEqualTo(200);
        assertThat(sendText(limit - withoutBody + 1)).isEqualTo(413);

        assertThat(JSON.writeValueAsBytes(events.get(1))).hasSize(limit);
        assertThat(events).hasSize(2);
    }

    private int sendText(int length) throws Exception {
        return send(request("/order/1")
                        .header("Content-Type", "text/plain")
                        .PUT(BodyPublishers.ofString("x".repeat(length))))
                .statusCode();
    }

    @Test
    void answersPreflightRequestsOfAllowedOriginsItself_andRefusesOthers() throws Exception {
        start(answering("{}"));
        HttpResponse<String> allowed =
                send(
                        request("/order/1")
                                .header("Origin", "https://shop.example")
                                .header("Access-Control-Request-Method", "PUT")
                                .method("OPTIONS", BodyPublishers.noBody()));
        assertThat(allowed.statusCode()).isEqualTo(204);
        assertThat(cors(allowed))
                .isEqualTo(
                        Map.of(
                                "access-control-allow-origin", List.of("https://shop.example"),
                                "access-control-allow-methods", List.of("GET,PUT"),
                                "access-control-allow-headers", List.of("authorization,x-a"),
                                "access-control-allow-credentials", List.of("true"),
                                "access-control-expose-headers", List.of("x-b"),
                                "access-control-max-age", List.of("600")));
        HttpResponse<String> foreign =
                send(
                        request("/order/1")
                                .header("Origin", "https://other.example")
                                .header("Access-Control-Request-Method", "PUT")
                                .method("OPTIONS", BodyPublishers.noBody()));
        assertThat(foreign.statusCode()).isEqualTo(403);
        assertThat(cors(foreign)).isEmpty();
        assertThat(events).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PUT", "HEAD", "OPTIONS"})
    void refusesWhatAPageOfAnotherOriginSends(String method) throws Exception {
        start(answering("{}"), template().replace("PUT /order/{proxy+}", "$default"));

        for (String headers :
                List.of(
                        "Host: attacker.example",
                        "Host: attacker.example\r\nOrigin: http://attacker.example",
                        "Host: attacker.example\r\nOrigin: https://shop.example",
                        "Host: 127.0.0.1.attacker.example:8080",
                        "Host: 127.0.0.1\r\nOrigin: https://other.example",
                        "Host: 127.0.0.1:8080\r\nOrigin: http://127.0.0.1:9090",
                        "Host: 127.0.0.1:8080\r\nOrigin: null",
                        "Host: localhost\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors",
                        "Host: localhost\r\nSec-Fetch-Site: same-site\r\nSec-Fetch-Mode: cors",
                        "Host: localhost\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate")) {
            String answer =
                    sendRaw(
                            method
                                    + " /order HTTP/1.1\r\n"
                                    + headers
                                    + "\r\nContent-Length: 2\r\n\r\n{}");
            assertThat(answer)
                    .as(headers)
                    .startsWith("HTTP/1.1 403 Forbidden\r\n")
                    .contains("\r\nContent-Type: application/json\r\n")
                    .doesNotContainIgnoringCase("access-control-");
        }

        assertThat(events).isEmpty();
    }

    @Test
    void saysWhyItRefusesARequest() throws Exception {
        start(answering("{}"));

        assertThat(post("Host: a.example"))
                .endsWith(
                        "\r\n\r\n{\"message\":\"The header Host is not the address of this stack:"
                                + " expected 127.0.0.1, localhost or [::1], with or without a"
                                + " port\"}");
        assertThat(post("Host: localhost\r\nOrigin: null"))
                .contains("\"message\":\"A page of another origin sent this request, and the CORS");
        assertThat(post("Host: localhost\r\nSec-Fetch-Site: cross-site"))
                .contains(
                        "\"message\":\"A page of another origin sent this request (Sec-Fetch-Site)");
    }

    private String post(String headers) throws IOException {
        return sendRaw("POST /order HTTP/1.1\r\n" + headers + "\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: 127.0.0.1:8080",
                "Host: LOCALHOST",
                "Host: [::1]:8080",
                "Host: localhost:8080\r\nOrigin: http://localhost:8080\r\nSec-Fetch-Site: same-origin",
                "Host: localhost\r\nSec-Fetch-Site: none\r\nSec-Fetch-Mode: navigate",
                "Host: localhost\r\nOrigin: https://shop.example\r\nSec-Fetch-Site: cross-site"
            })
    void letsProgramsAndItsOwnPageAndAllowedPagesThrough(String headers) throws Exception {
        start(answering("{}"), template().replace("PUT /order/{proxy+}", "$default"));

        assertThat(post(headers)).startsWith("HTTP/1.1 200 OK\r\n");

        assertThat(events).hasSize(1);
    }

    /** See https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html */
    @ParameterizedTest
    @ValueSource(strings = {"$default", "ANY /order/{proxy+}", "OPTIONS /{proxy+}"})
    void requiresATokenForAPreflightRequest_whenARouteMatchesIt(String key) throws Exception {
        start(
                answering("{\"statusCode\": 204}"),
                withTokens("http://127.0.0.1:1", "!Ref Tokens")
                        .replace("PUT /order/{proxy+}", key));

        HttpResponse<String> preflight = send(preflight());

        assertThat(preflight.statusCode()).isEqualTo(401);
        assertThat(events).isEmpty();
    }

    @Test
    void letsTheFunctionAnswerAPreflightRequest_whenARouteMatchesIt() throws Exception {
        start(
                answering("{\"statusCode\": 204, \"headers\": {\"allow\": \"PUT\"}}"),
                template().replace("PUT /order/{proxy+}", "OPTIONS /{proxy+}"));

        HttpResponse<String> preflight = send(preflight());

        assertThat(preflight.statusCode()).isEqualTo(204);
        assertThat(preflight.headers().firstValue("allow")).contains("PUT");
        assertThat(cors(preflight))
                .containsEntry("access-control-allow-origin", List.of("https://shop.example"))
                .containsEntry("access-control-allow-methods", List.of("GET,PUT"))
                .containsEntry("access-control-allow-headers", List.of("authorization,x-a"));
        assertThat(events.get(0).get("routeKey").asText()).isEqualTo("OPTIONS /{proxy+}");
    }

    @Test
    void passesOnAnErrorStatusOfTheFunction_whenItAnswersAPreflightRequest() throws Exception {
        start(
                answering("{\"statusCode\": 405}"),
                template().replace("PUT /order/{proxy+}", "OPTIONS /{proxy+}"));

        assertThat(send(preflight()).statusCode()).isEqualTo(405);
    }

    private HttpRequest.Builder preflight() {
        return request("/order/1")
                .header("Origin", "https://shop.example")
                .header("Access-Control-Request-Method", "PUT")
                .method("OPTIONS", BodyPublishers.noBody());
    }

    @Test
    void replacesTheCorsHeadersOfAFunction() throws Exception {
        start(
                answering(
                        "{\"statusCode\": 200, \"headers\": {\"Access-Control-Allow-Origin\": \"*\"}}"));
        HttpResponse<String> response =
                send(
                        request("/order/1")
                                .header("Origin", "https://shop.example")
                                .PUT(BodyPublishers.noBody()));
        assertThat(cors(response))
                .isEqualTo(
                        Map.of(
                                "access-control-allow-origin", List.of("https://shop.example"),
                                "access-control-allow-credentials", List.of("true"),
                                "access-control-expose-headers", List.of("x-b")));
    }

    @Test
    void refusesAPortInUse_andNamesItsNumberAndFlag() throws Exception {
        start(answering("{}"));
        int port = gateway.endpoint().getPort();
        assertThatThrownBy(() -> serve(template(), port, Map.of("orders-Put", answering("{}"))))
                .isInstanceOf(IOException.class)
                .hasMessage("port " + port + " is in use: choose another port with --api-port");
    }

    @Test
    void doesNotStart_whenAFunctionIsMissing() {
        assertThatThrownBy(() -> serve(template(), 0, Map.of()))
                .isInstanceOf(TemplateException.class)
                .hasMessage("Resources: routes lead to functions that do not run here: orders-Put");
    }

    @Test
    void passesTheClaimsOfATokenToTheFunction_andAnswers401WithoutAToken() throws Exception {
        try (LocalIssuer issuer = LocalIssuer.start()) {
            start(answering("{}"), withTokens(issuer.address(), "!Ref Tokens"));
            String token = issuer.sign(issuer.claims("orders").claim("accountid", "a1"));

            HttpResponse<String> none = send(request("/order/1").PUT(BodyPublishers.noBody()));
            assertThat(none.statusCode()).isEqualTo(401);
            assertThat(none.body()).isEqualTo("{\"message\":\"Unauthorized\"}");
            assertThat(events).isEmpty();
            HttpResponse<String> one =
                    send(
                            request("/order/1")
                                    .header("Authorization", "Bearer " + token)
                                    .PUT(BodyPublishers.noBody()));
            assertThat(one.statusCode()).isEqualTo(200);
            JsonNode jwt = events.get(0).at("/requestContext/authorizer/jwt");
            assertThat(jwt.at("/claims/accountid").asText()).isEqualTo("a1");
            assertThat(jwt.at("/claims/exp").isTextual()).isTrue();
            assertThat(jwt.get("scopes").isNull()).isTrue();
        }
    }

    @Test
    void answers403_whenTheTokenHasNoneOfTheScopes() throws Exception {
        try (LocalIssuer issuer = LocalIssuer.start()) {
            start(
                    answering("{}"),
                    withTokens(issuer.address(), "!Ref Tokens")
                            .replace("RouteKey:", "AuthorizationScopes: [a, b]\n      RouteKey:"));

            HttpResponse<String> none = put(issuer.sign(issuer.claims("orders")));
            HttpResponse<String> one =
                    put(issuer.sign(issuer.claims("orders").claim("scope", "c b")));

            assertThat(none.statusCode()).isEqualTo(403);
            assertThat(none.body()).isEqualTo("{\"message\":\"Forbidden\"}");
            assertThat(none.headers().firstValue("www-authenticate"))
                    .contains("Bearer scope=\"a b\" error=\"insufficient_scope\"");
            assertThat(one.statusCode()).isEqualTo(200);
            assertThat(events).hasSize(1);
            assertThat(events.get(0).at("/requestContext/authorizer/jwt/scopes"))
                    .hasToString("[\"c\",\"b\"]");
        }
    }

    private HttpResponse<String> put(String token) throws Exception {
        return send(
                request("/order/1")
                        .header("Authorization", "Bearer " + token)
                        .PUT(BodyPublishers.noBody()));
    }

    @Test
    void doesNotStart_whenTheAuthorizerOfARouteDoesNotExist() {
        assertThatThrownBy(
                        () ->
                                serve(
                                        withTokens("http://127.0.0.1:1", "elsewhere"),
                                        0,
                                        Map.of("orders-Put", answering("{}"))))
                .isInstanceOf(TemplateException.class)
                .hasMessage(
                        "Resources.PutRoute.Properties.AuthorizerId: expected the Ref of an"
                                + " AWS::ApiGatewayV2::Authorizer, found \"elsewhere\"");
    }

    @Test
    void acceptsTheArnOfAnAlias_andAnInvocationUri() throws Exception {
        String wrapped =
                "!Sub 'arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/"
                        + "${Put.Arn}/invocations'";
        Map<String, String> permittedFunctionByUri =
                Map.of(
                        "!Ref Live",
                        "!Ref Live",
                        "!Sub '${Put.Arn}:live'",
                        "!Sub '${Put}:live'",
                        wrapped,
                        "!Ref Put");
        for (Map.Entry<String, String> form : permittedFunctionByUri.entrySet()) {
            String uri = form.getKey();
            start(
                    answering("{}"),
                    template()
                            .replace("IntegrationUri: !GetAtt Put.Arn", "IntegrationUri: " + uri)
                            .replace(
                                    "FunctionName: !GetAtt Put.Arn",
                                    "FunctionName: " + form.getValue()));
            assertThat(gateway.routeKeys()).as(uri).containsExactly("PUT /order/{proxy+}");
            gateway.close();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            ProtocolType: HTTP       | ProtocolType: WEBSOCKET | Api.Properties.ProtocolType: expected HTTP, found "WEBSOCKET"
            AutoDeploy: true         | AutoDeploy: false       | Stage.Properties: expected AutoDeploy or a DeploymentId, found neither
            AuthorizationType: NONE  | AuthorizationType: AWS_IAM | PutRoute.Properties.AuthorizationType: expected NONE or JWT, the only types that run locally, found "AWS_IAM"
            AuthorizationType: NONE  | AuthorizationType: JWT  | PutRoute.Properties.AuthorizerId: expected a value, found nothing
            AuthorizationType: NONE  | AuthorizationScopes: [a] | PutRoute.Properties.AuthorizationScopes: expected no scopes on a route without a JWT authorizer, found a list
            IntegrationType: AWS_PROXY | IntegrationType: HTTP | Integration.Properties.IntegrationType: expected AWS_PROXY, found "HTTP"
            '''2.0'''                | '''1.0'''               | Integration.Properties.PayloadFormatVersion: expected 2.0, found "1.0"
            TimeoutInMillis: 700     | TimeoutInMillis: 7      | Integration.Properties.TimeoutInMillis: expected a whole number from 50 to 30000, found 7
            IntegrationUri: !GetAtt Put.Arn | IntegrationUri: http://example.com      | Integration.Properties.IntegrationUri: expected the ARN of a Lambda function, found "http://example.com"
            IntegrationUri: !GetAtt Put.Arn | IntegrationUri: !Ref Live | PutRoute.Properties: expected an AWS::Lambda::Permission that lets apigateway.amazonaws.com invoke orders-Put:live, found none
            RouteKey: PUT            | RouteKey: BREW          | PutRoute.Properties.RouteKey: expected a method and a path, or $default, found "BREW /order/{proxy+}"
            integrations/            | integration/            | PutRoute.Properties.Target: expected integrations/ and the Ref of an AWS::ApiGatewayV2::Integration, found "integration/5bwiywqvyp"
            apigateway.amazonaws.com | s3.amazonaws.com        | PutRoute.Properties: expected an AWS::Lambda::Permission that lets apigateway.amazonaws.com invoke orders-Put, found none
            lambda:InvokeFunction    | lambda:Invoke           | Permission.Properties.Action: expected lambda:InvokeFunction, found "lambda:Invoke"
            """)
    void doesNotStart_whenTheTemplateIsWrong_orCannotRunLocally(
            String right, String wrong, String problem) {
        assertThat(template()).contains(right);
        assertThatThrownBy(
                        () ->
                                serve(
                                        template().replace(right, wrong),
                                        0,
                                        Map.of("orders-Put", answering("{}"))))
                .isInstanceOf(TemplateException.class)
                .hasMessage("Resources." + problem);
    }

    private static String template() {
        return """
               Resources:
                 Put: {Type: AWS::Lambda::Function}
                 Live: {Type: AWS::Lambda::Alias, Properties: {FunctionName: !Ref Put, Name: live}}
                 Permission:
                   Type: AWS::Lambda::Permission
                   Properties:
                     Action: lambda:InvokeFunction
                     FunctionName: !GetAtt Put.Arn
                     Principal: apigateway.amazonaws.com
                 Api:
                   Type: AWS::ApiGatewayV2::Api
                   Properties:
                     ProtocolType: HTTP
                     CorsConfiguration:
                       AllowOrigins: ['https://shop.example']
                       AllowMethods: [GET, PUT]
                       AllowHeaders: [authorization, x-a]
                       ExposeHeaders: [x-b]
                       AllowCredentials: true
                       MaxAge: 600
                 Stage:
                   Type: AWS::ApiGatewayV2::Stage
                   Properties:
                     ApiId: !Ref Api
                     StageName: $default
                     AutoDeploy: true
                 Integration:
                   Type: AWS::ApiGatewayV2::Integration
                   Properties:
                     ApiId: !Ref Api
                     IntegrationType: AWS_PROXY
                     IntegrationUri: !GetAtt Put.Arn
                     PayloadFormatVersion: '2.0'
                     TimeoutInMillis: 700
                 PutRoute:
                   Type: AWS::ApiGatewayV2::Route
                   Properties:
                     ApiId: !Ref Api
                     RouteKey: PUT /order/{proxy+}
                     AuthorizationType: NONE
                     Target: !Sub integrations/${Integration}
               """;
    }

    private static String withTokens(String issuer, String authorizerId) {
        return template()
                        .replace(
                                "AuthorizationType: NONE",
                                "AuthorizationType: JWT\n      AuthorizerId: " + authorizerId)
                + """
                    Tokens:
                      Type: AWS::ApiGatewayV2::Authorizer
                      Properties:
                        ApiId: !Ref Api
                        Name: tokens
                        AuthorizerType: JWT
                        IdentitySource: ['$request.header.Authorization']
                        JwtConfiguration: {Issuer: '%s', Audience: [orders]}
                  """
                        .formatted(issuer);
    }

    private Invocable answering(String answer) {
        return (event, patience) -> {
            try {
                events.add(JSON.readTree(event));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            return answer.getBytes(UTF_8);
        };
    }

    private void start(Invocable function) throws IOException {
        start(function, template());
    }

    private void start(Invocable function, String template) throws IOException {
        gateway = serve(template, 0, Map.of("orders-Put", function));
    }

    private HttpGateway serve(String yaml, int port, Map<String, Invocable> functions)
            throws IOException {
        return serve(yaml, port, functions, Optional.empty());
    }

    private HttpGateway serve(
            String yaml, int port, Map<String, Invocable> functions, Optional<LocalRoutes> local)
            throws IOException {
        Path file = Files.writeString(directory.resolve("template.yaml"), yaml);
        ResolvedTemplate template =
                Template.load(file)
                        .resolve(Map.of(), PseudoParameters.local("us-east-1", "orders"));
        return HttpGateway.start(template, ACCOUNT, port, functions, local);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(gateway.endpoint() + path))
                .timeout(Duration.ofMinutes(2));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static Map<String, List<String>> cors(HttpResponse<?> response) {
        Map<String, List<String>> headers = new TreeMap<>(response.headers().map());
        headers.keySet().removeIf(name -> !name.startsWith("access-control-"));
        return headers;
    }
}
