package io.orderstream.embedded.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxyEventTest {
    private static final Instant TIME = Instant.ofEpochMilli(1_583_348_638_390L);

    /**
     * The event is nearly the example in AWS's documentation. It has three more headers, but no
     * client certificate, no token and only one stage variable. The example's {@code time} and
     * {@code timeEpoch} are two different times. Here they are the same time.
     */
    @Test
    void buildsTheDocumentedEvent() throws Exception {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        headers.put("header1", List.of("value1"));
        headers.put("header2", List.of("value1", "value2"));
        headers.put("cookie", List.of("cookie1; cookie2"));
        headers.put("host", List.of("id.execute-api.us-east-1.amazonaws.com"));
        headers.put("user-agent", List.of("agent"));
        headers.put("content-type", List.of("text/plain"));
        HttpCall call =
                new HttpCall(
                        "POST",
                        "/my/path",
                        "parameter1=value1&parameter1=value2&parameter2=value",
                        "HTTP/1.1",
                        "192.0.2.1",
                        headers,
                        HttpCall.Body.of("Hello from Lambda"),
                        "id",
                        TIME);
        ObjectNode event =
                ProxyEvent.of(
                        call,
                        api(Map.of("stageVariable1", "value1")),
                        "123456789012",
                        RouteKey.parse("$default"),
                        Map.of("parameter1", "value1"));
        assertThat(event)
                .isEqualTo(
                        new ObjectMapper()
                                .readTree(
                                        """
                                        {
                                          "version": "2.0",
                                          "routeKey": "$default",
                                          "rawPath": "/my/path",
                                          "rawQueryString": "parameter1=value1&parameter1=value2&parameter2=value",
                                          "cookies": ["cookie1", "cookie2"],
                                          "headers": {
                                            "header1": "value1",
                                            "header2": "value1,value2",
                                            "host": "id.execute-api.us-east-1.amazonaws.com",
                                            "user-agent": "agent",
                                            "content-type": "text/plain"
                                          },
                                          "queryStringParameters": {
                                            "parameter1": "value1,value2",
                                            "parameter2": "value"
                                          },
                                          "requestContext": {
                                            "accountId": "123456789012",
                                            "apiId": "api-id",
                                            "domainName": "id.execute-api.us-east-1.amazonaws.com",
                                            "domainPrefix": "id",
                                            "http": {
                                              "method": "POST",
                                              "path": "/my/path",
                                              "protocol": "HTTP/1.1",
                                              "sourceIp": "192.0.2.1",
                                              "userAgent": "agent"
                                            },
                                            "requestId": "id",
                                            "routeKey": "$default",
                                            "stage": "$default",
                                            "time": "04/Mar/2020:19:03:58 +0000",
                                            "timeEpoch": 1583348638390
                                          },
                                          "body": "Hello from Lambda",
                                          "pathParameters": {"parameter1": "value1"},
                                          "isBase64Encoded": false,
                                          "stageVariables": {"stageVariable1": "value1"}
                                        }
                                        """));
    }

    @Test
    void omitsCookiesParametersBodyAndStageVariables_whenThereAreNone() throws Exception {
        ObjectNode event = event("", Map.of("host", List.of("127.0.0.1:8080")), new byte[0]);
        assertThat(event)
                .isEqualTo(
                        new ObjectMapper()
                                .readTree(
                                        """
                                        {
                                          "version": "2.0",
                                          "routeKey": "GET /order",
                                          "rawPath": "/order",
                                          "rawQueryString": "",
                                          "headers": {"host": "127.0.0.1:8080"},
                                          "requestContext": {
                                            "accountId": "000000000000",
                                            "apiId": "api-id",
                                            "domainName": "127.0.0.1",
                                            "domainPrefix": "127",
                                            "http": {
                                              "method": "GET",
                                              "path": "/order",
                                              "protocol": "HTTP/1.1",
                                              "sourceIp": "127.0.0.1",
                                              "userAgent": ""
                                            },
                                            "requestId": "r1",
                                            "routeKey": "GET /order",
                                            "stage": "$default",
                                            "time": "04/Mar/2020:19:03:58 +0000",
                                            "timeEpoch": 1583348638390
                                          },
                                          "isBase64Encoded": false
                                        }
                                        """));
    }

    @Test
    void anEmptyPartOfTheQueryIsNoParameter() {
        ObjectNode event = event("&a=1&&b=2&", Map.of(), new byte[0]);
        assertThat(event.get("rawQueryString").asText()).isEqualTo("&a=1&&b=2&");
        assertThat(event.get("queryStringParameters")).hasToString("{\"a\":\"1\",\"b\":\"2\"}");
        assertThat(event("&", Map.of(), new byte[0]).has("queryStringParameters")).isFalse();
    }

    @Test
    void decodesQueryParameters_andKeepsTheRawQuery() {
        ObjectNode event = event("a=1%2B1&b=x+y&c&d=&e=%zz&a=2", Map.of(), new byte[0]);
        assertThat(event.get("rawQueryString").asText()).isEqualTo("a=1%2B1&b=x+y&c&d=&e=%zz&a=2");
        assertThat(event.get("queryStringParameters"))
                .hasToString("{\"a\":\"1+1,2\",\"b\":\"x y\",\"c\":\"\",\"d\":\"\",\"e\":\"%zz\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "application/json, false",
        "application/json; charset=utf-8, false",
        "Application/JSON, false",
        "application/xml, false",
        "application/javascript, false",
        "text/csv, false",
        "application/x-www-form-urlencoded, true",
        "application/problem+json, true",
        "application/octet-stream, true",
        "image/png, true",
        "'', true"
    })
    void theContentTypeDecidesWhetherABodyIsEncoded(String contentType, boolean encoded) {
        ObjectNode event =
                event("", Map.of("content-type", List.of(contentType)), "{}".getBytes(UTF_8));
        assertThat(event.get("isBase64Encoded").asBoolean()).isEqualTo(encoded);
        assertThat(event.get("body").asText()).isEqualTo(encoded ? "e30=" : "{}");
    }

    @Test
    void encodesTextThatIsNotUtf8() {
        ObjectNode event =
                event(
                        "",
                        Map.of("content-type", List.of("text/plain")),
                        new byte[] {(byte) 0xff, 1});
        assertThat(event.get("isBase64Encoded").asBoolean()).isTrue();
        assertThat(event.get("body").asText()).isEqualTo("/wE=");
    }

    private static ObjectNode event(String query, Map<String, List<String>> headers, byte[] body) {
        HttpCall call =
                new HttpCall(
                        "GET",
                        "/order",
                        query,
                        "HTTP/1.1",
                        "127.0.0.1",
                        headers,
                        new HttpCall.Body(body),
                        "r1",
                        TIME);
        return ProxyEvent.of(
                call, api(Map.of()), "000000000000", RouteKey.parse("GET /order"), Map.of());
    }

    private static ApiDefinition api(Map<String, String> stageVariables) {
        return new ApiDefinition("api-id", "$default", stageVariables, List.of(), Optional.empty());
    }
}
