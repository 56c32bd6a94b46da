package io.orderstream.embedded.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyAnswerTest {
    @Test
    void mapsStatusHeadersCookiesAndBody() throws Exception {
        ProxyAnswer answer =
                of(
                        """
                        {"statusCode": 201, "headers": {"Content-Type": "text/csv", "X-Count": 2},
                         "cookies": ["a=1", "b=2; Secure"], "body": "x,y", "isBase64Encoded": false}
                        """);
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.headers()).isEqualTo(Map.of("content-type", "text/csv", "x-count", "2"));
        assertThat(answer.cookies()).isEqualTo(List.of("a=1", "b=2; Secure"));
        assertThat(answer.body().bytes()).asString(UTF_8).isEqualTo("x,y");
    }

    @Test
    void decodesABinaryBody() throws Exception {
        ProxyAnswer answer =
                of("{\"statusCode\": 200, \"body\": \"/wE=\", \"isBase64Encoded\": true}");
        assertThat(answer.body().bytes()).containsExactly(0xff, 1);
    }

    @Test
    void treatsABodyWithoutTypeAsText() throws Exception {
        assertThat(of("{\"statusCode\": \"200\", \"body\": \"x\"}").headers())
                .isEqualTo(Map.of("content-type", "text/plain;charset=UTF-8"));
    }

    @Test
    void treatsNullAsAbsent() throws Exception {
        ProxyAnswer answer =
                of("{\"statusCode\": 204, \"headers\": null, \"cookies\": null, \"body\": null}");
        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.headers()).isEmpty();
        assertThat(answer.cookies()).isEmpty();
        assertThat(answer.body().isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"message\":\"hi\"}", "\"hi\"", "[1,2]", "null", "42"})
    void usesJsonWithoutAStatusCodeAsTheBodyOfA200(String json) throws Exception {
        ProxyAnswer answer = of(json);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers()).isEqualTo(Map.of("content-type", "application/json"));
        assertThat(answer.body().bytes()).asString(UTF_8).isEqualTo(json);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            {"statusCode": "ok"}                                          | its statusCode is "ok"
            {"statusCode": 99}                                            | its statusCode is 99
            {"statusCode": 200, "headers": [1]}                           | its headers member is not an object
            {"statusCode": 200, "headers": {"a": {}}}                     | its header a is not text
            {"statusCode": 200, "cookies": [null]}                        | its cookie is not text
            {"statusCode": 200, "body": {"a": 1}}                         | its body is not text
            {"statusCode": 200, "body": "****", "isBase64Encoded": true}  | its body is not base64: Illegal base64 character 2a
            """)
    void refusesAnswersThatApiGatewayWouldNotAccept(String json, String problem) {
        assertThatThrownBy(() -> of(json))
                .isInstanceOf(MalformedAnswerException.class)
                .hasMessage(problem);
    }

    private static ProxyAnswer of(String json) throws MalformedAnswerException {
        return ProxyAnswer.of(json.getBytes(UTF_8));
    }
}
