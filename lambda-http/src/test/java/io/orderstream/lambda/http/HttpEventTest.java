package io.orderstream.lambda.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.serialization.factories.JacksonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpEventTest {

    private static final String FULL_EVENT =
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

    private static final String BARE_EVENT =
            """
            {"routeKey":"$default","headers":null,"queryStringParameters":null,"body":null,
             "requestContext":{"authorizer":null,"http":{"method":"GET","path":"/"}}}
            """;

    @Test
    void allPartsButTheIamIdentity_areTheSameAsInTheAwsClass() throws IOException {
        HttpEvent event = read(FULL_EVENT);
        APIGatewayV2HTTPEvent awsEvent =
                JacksonFactory.getInstance()
                        .getSerializer(APIGatewayV2HTTPEvent.class)
                        .fromJson(bytes(FULL_EVENT));

        assertThat(event.routeKey()).isEqualTo("POST /order").isEqualTo(awsEvent.getRouteKey());
        assertThat(event.method())
                .isEqualTo("POST")
                .isEqualTo(awsEvent.getRequestContext().getHttp().getMethod());
        assertThat(event.path())
                .isEqualTo("/order")
                .isEqualTo(awsEvent.getRequestContext().getHttp().getPath());
        assertThat(event.headers())
                .isEqualTo(Map.of("content-type", "application/json", "x-é", "é\""))
                .isEqualTo(awsEvent.getHeaders());
        assertThat(event.parameters())
                .isEqualTo(Map.of("accountid", "a1,a2", "limit", "5"))
                .isEqualTo(awsEvent.getQueryStringParameters());
        assertThat(event.claims())
                .isEqualTo(Map.of("sub", "u-7", "accountid", "a1"))
                .isEqualTo(awsEvent.getRequestContext().getAuthorizer().getJwt().getClaims());
        assertThat(event.body()).isEqualTo("{\"order\": {}}\n").isEqualTo(awsEvent.getBody());
        assertThat(event.isBase64Encoded()).isTrue().isEqualTo(awsEvent.getIsBase64Encoded());
    }

    @Test
    void partsThatAreMissingOrNull_areEmptyOrFalse() throws IOException {
        HttpEvent event = read(BARE_EVENT);

        assertThat(event.routeKey()).isEqualTo("$default");
        assertThat(event.headers()).isEmpty();
        assertThat(event.parameters()).isEmpty();
        assertThat(event.claims()).isEmpty();
        assertThat(event.isSigned()).isFalse();
        assertThat(event.body()).isEmpty();
        assertThat(event.isBase64Encoded()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "{}",
                "\"jwt\"",
                "{\"jwt\":null}",
                "{\"jwt\":{}}",
                "{\"jwt\":{\"claims\":null}}",
                "{\"jwt\":{\"claims\":{}}}",
                "{\"jwt\":{\"claims\":[\"accountid\"]}}",
                "{\"jwt\":{\"claims\":{\"accountid\":null}}}",
                "{\"jwt\":{\"claims\":{\"accountid\":[\"a1\"]}}}",
                "{\"jwt\":{\"claims\":{\"accountid\":7}}}",
                "{\"lambda\":{\"jwt\":{\"claims\":{\"accountid\":\"a1\"}}}}",
                "{\"jwt.claims\":{\"accountid\":\"a1\"}}",
                "{\"iam\":{\"jwt\":{\"claims\":{\"accountid\":\"a1\"}}}}"
            })
    void claims_areOnlyTextsOfAJwtAuthorizer(String authorizer) throws IOException {
        assertThat(withAuthorizer(authorizer).claims()).isEmpty();
    }

    /**
     * In the token, a claim may be a number. The event shows this number as text. API Gateway's
     * documentation does not say whether the text has all digits, so the number may be rounded.
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "9007199254740992 | {\"accountid\":9007199254740993}",
                "9007199254740992 | {\"accountid\":9007199254740992.5}",
                "9007199254740992.0 | {\"accountid\":9007199254740993}",
                "9.007199254740992e+15 | {\"accountid\":9007199254740993}",
                "9.007199254740992E15 | {\"accountid\":9007199254740993}",
                "1e+06 | {\"accountid\":1000000}",
                "110169484474386280000 | {\"accountid\":110169484474386276334}",
                "110169484474386280000 | {\"sub\":\"110169484474386280000\"}",
                "110169484474386280000 | {\"a\":{\"accountid\":\"110169484474386280000\"}}",
                "110169484474386280000 | {\"accountid\":[\"110169484474386280000\"]}",
                "110169484474386280000 | []",
                "110169484474386280000 | {",
                "110169484474386280000 | ``"
            })
    void aNumberThatMayBeRounded_isNoClaimIfTheTokenDoesNotHaveIt(String claim, String token)
            throws IOException {
        assertThat(withToken(claim, "Bearer " + signed(token)).claims())
                .isEqualTo(Map.of("sub", "u-7"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"\"", "\"Bearer\"", "\"Bearer a.%.c\"", "\"a..b\""})
    void aNumberThatMayBeRounded_isNoClaimWithoutAToken(String header) throws IOException {
        assertThat(read(event("110169484474386276334", header)).claims())
                .isEqualTo(Map.of("sub", "u-7"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "110169484474386276334 | {\"accountid\":\"110169484474386276334\"}",
                "9007199254740993 | {\"accountid\":9007199254740993}",
                "12345e67 | {\"a\":[{\"accountid\":1}],\"accountid\":\"12345e67\"}",
                "123456789012345 | {}",
                "a110169484474386276334 | {}"
            })
    void aTextThatTheTokenHas_orThatCannotBeRounded_isAClaim(String claim, String token)
            throws IOException {
        for (String scheme : List.of("Bearer ", "bearer  ", "")) {
            assertThat(withToken(claim, scheme + signed(token)).claims())
                    .isEqualTo(Map.of("sub", "u-7", "accountid", claim));
        }
    }

    private static HttpEvent withToken(String claim, String header) throws IOException {
        return read(event(claim, '"' + header + '"'));
    }

    private static String event(String claim, String header) {
        return """
               {"routeKey":"GET /order","requestContext":{
                 "authorizer":{"jwt":{"claims":{"sub":"u-7","accountid":"%s"}}},
                 "http":{"method":"GET","path":"/order"}},
                "headers":{"authorization":%s}}
               """
                .formatted(claim, header);
    }

    private static String signed(String payload) {
        return "e30."
                + Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(payload.getBytes(StandardCharsets.UTF_8))
                + ".c2ln";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "{}",
                "\"iam\"",
                "{\"iam\":null}",
                "{\"iam\":true}",
                "{\"iam\":[]}",
                "{\"lambda\":{\"iam\":{}}}",
                "{\"jwt\":{\"claims\":{\"iam\":\"{}\"},\"iam\":{}}}"
            })
    void aRequestWithoutIamIdentity_isNotSigned(String authorizer) throws IOException {
        assertThat(withAuthorizer(authorizer).isSigned()).isFalse();
    }

    @Test
    void aRequestWithIamIdentity_isSigned() throws IOException {
        HttpEvent event =
                withAuthorizer(
                        """
                        {"iam":{"accessKey":"ASIA","accountId":"123456789012",\
                        "callerId":"AROA:me","cognitoIdentity":null,"principalOrgId":null,\
                        "userArn":"arn:aws:sts::123456789012:assumed-role/r/me",\
                        "userId":"AROA:me"}}""");

        assertThat(event.isSigned()).isTrue();
        assertThat(event.claims()).isEmpty();
        assertThat(event.path()).isEqualTo("/");
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
    void inputThatIsNotAnEventOfAnHttpApi_isRefused(String json) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Not an event of an HTTP API with payload 2.0");
    }

    @Test
    void textThatIsNotJson_isRefused() {
        assertThatThrownBy(() -> read("{\"routeKey\":GET}")).isInstanceOf(JsonParseException.class);
    }

    @ParameterizedTest
    @ValueSource(classes = {ArrayIndexOutOfBoundsException.class, StackOverflowError.class})
    void aFailureWhileTheEventIsRead_isThrownAsAnIoException(Class<? extends Throwable> type)
            throws ReflectiveOperationException {
        Throwable failure = type.getConstructor().newInstance();
        InputStream failing =
                new InputStream() {
                    @Override
                    public int read() {
                        return read(new byte[1], 0, 1);
                    }

                    @Override
                    public int read(byte[] to, int offset, int length) {
                        if (failure instanceof Error error) {
                            throw error;
                        }
                        throw (RuntimeException) failure;
                    }
                };

        assertThatThrownBy(() -> HttpEvent.read(failing))
                .isInstanceOf(IOException.class)
                .hasMessage("The event cannot be read")
                .hasCause(failure);
    }

    @Test
    void theEventAsText_hasOnlyTheRoute() throws IOException {
        assertThat(read(FULL_EVENT)).hasToString("HttpEvent[POST /order]");
    }

    private static HttpEvent withAuthorizer(String authorizer) throws IOException {
        return read(BARE_EVENT.replace("null,\"http\"", authorizer + ",\"http\""));
    }

    private static HttpEvent read(String json) throws IOException {
        return HttpEvent.read(bytes(json));
    }

    private static ByteArrayInputStream bytes(String json) {
        return new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8));
    }
}
