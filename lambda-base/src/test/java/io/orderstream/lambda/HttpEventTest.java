package io.orderstream.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.serialization.factories.JacksonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpEventTest {

    private static final String FULL =
            """
            {"version":"2.0","routeKey":"POST /order","rawPath":"/prod/order",
             "cookies":["a=b"],"headers":{"content-type":"application/json","x-é":"\\u00e9\\""},
             "queryStringParameters":{"accountid":"a1,a2","limit":"5"},
             "requestContext":{"accountId":"123456789012","routeKey":"GET /other",
              "http":{"method":"POST","path":"/order","protocol":"HTTP/1.1"},
              "authentication":{"clientCert":{"http":{"method":"PUT"}}},
              "authorizer":{"jwt":{"claims":{"sub":"u-7","accountid":"a1"},"scopes":["s"]}},
              "timeEpoch":1795428672480},
             "pathParameters":{"routeKey":"GET /third"},"stageVariables":{"body":"no"},
             "body":"{\\"order\\": {}}\\n","isBase64Encoded":true}
            """;

    private static final String BARE =
            """
            {"routeKey":"$default","headers":null,"queryStringParameters":null,"body":null,
             "requestContext":{"authorizer":null,"http":{"method":"GET","path":"/"}}}
            """;

    @Test
    void everyPartThatIsLookedAt_isWhatAwssOwnClassHas() throws IOException {
        HttpEvent event = read(FULL);
        APIGatewayV2HTTPEvent same =
                JacksonFactory.getInstance()
                        .getSerializer(APIGatewayV2HTTPEvent.class)
                        .fromJson(bytes(FULL));

        assertThat(event.routeKey()).isEqualTo("POST /order").isEqualTo(same.getRouteKey());
        assertThat(event.method())
                .isEqualTo("POST")
                .isEqualTo(same.getRequestContext().getHttp().getMethod());
        assertThat(event.path())
                .isEqualTo("/order")
                .isEqualTo(same.getRequestContext().getHttp().getPath());
        assertThat(event.headers())
                .isEqualTo(Map.of("content-type", "application/json", "x-é", "é\""))
                .isEqualTo(same.getHeaders());
        assertThat(event.parameters())
                .isEqualTo(Map.of("accountid", "a1,a2", "limit", "5"))
                .isEqualTo(same.getQueryStringParameters());
        assertThat(event.claims().orElseThrow())
                .isEqualTo(Map.of("sub", "u-7", "accountid", "a1"))
                .isEqualTo(same.getRequestContext().getAuthorizer().getJwt().getClaims());
        assertThat(event.body()).isEqualTo("{\"order\": {}}\n").isEqualTo(same.getBody());
        assertThat(event.isBase64Encoded()).isTrue().isEqualTo(same.getIsBase64Encoded());
    }

    @Test
    void whatIsMissingOrNull_isEmpty() throws IOException {
        HttpEvent event = read(BARE);

        assertThat(event.routeKey()).isEqualTo("$default");
        assertThat(event.headers()).isEmpty();
        assertThat(event.parameters()).isEmpty();
        assertThat(event.claims()).isEqualTo(Optional.empty());
        assertThat(event.body()).isEmpty();
        assertThat(event.isBase64Encoded()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"claims\":null}",
                "{\"claims\":{}}",
                "{\"claims\":[\"accountid\"]}",
                "{\"claims\":{\"accountid\":null}}",
                "{\"claims\":{\"accountid\":[\"a1\"]}}"
            })
    void tokenWithoutClaimsOfText_isATokenThatClaimsNothing(String jwt) throws IOException {
        assertThat(read(BARE.replace("null,\"http\"", "{\"jwt\":" + jwt + "},\"http\"")).claims())
                .isEqualTo(Optional.of(Map.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "{}", "{\"jwt\":null}", "{\"lambda\":{\"jwt\":{}}}", "\"jwt\""})
    void otherAuthorizer_isNoToken(String authorizer) throws IOException {
        assertThat(read(BARE.replace("null,\"http\"", authorizer + ",\"http\"")).claims())
                .isEqualTo(Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "\"GET /order\"",
                "{\"routeKey\":\"GET /order\"}",
                "{\"routeKey\":\"GET /order\",\"requestContext\":{\"http\":{\"method\":\"GET\"}}}",
                "{\"httpMethod\":\"GET\",\"path\":\"/order\",\"resource\":\"/order\"}"
            })
    void eventOfAnotherService_isRefused(String json) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Not an event of an HTTP API with payload 2.0");
    }

    @Test
    void whatIsNoJson_isRefused() {
        assertThatThrownBy(() -> read("{\"routeKey\":GET}")).isInstanceOf(JsonParseException.class);
    }

    @Test
    void asText_holdsNothingOfTheClients() throws IOException {
        assertThat(read(FULL)).hasToString("HttpEvent[POST /order]");
    }

    private static HttpEvent read(String json) throws IOException {
        return HttpEvent.read(bytes(json));
    }

    private static ByteArrayInputStream bytes(String json) {
        return new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8));
    }
}
